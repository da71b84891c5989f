import { DOT, HASH, isBlank, isBlankOrEnd, isBreak, isBreakOrEnd, isDigit, isWord } from './characters.ts';
import type { Cursor } from './cursor.ts';
import { scanHandle, scanTagText } from './tag.ts';
import { type Token, token } from './token.ts';

/** Reads a `%YAML` or `%TAG` line. A version is the text of its token as `1.1`. */
export function scanDirective(cursor: Cursor): Token {
  const { line } = cursor;
  cursor.at += 1;
  const name = scanName(cursor);
  let result: Token;
  if (name === 'YAML') result = token('version-directive', line, scanVersion(cursor));
  else if (name === 'TAG') result = scanTagDirective(cursor);
  else throw cursor.problem('found unknown directive name');
  skipBlanks(cursor);
  if (cursor.code === HASH) while (!isBreakOrEnd(cursor.code)) cursor.at += 1;
  if (!isBreakOrEnd(cursor.code)) throw cursor.problem('did not find expected comment or line break');
  if (isBreak(cursor.code)) cursor.breakLine();
  return result;
}

function scanName(cursor: Cursor): string {
  const start = cursor.at;
  while (isWord(cursor.code)) cursor.at += 1;
  if (cursor.at === start) throw cursor.problem('could not find expected directive name');
  if (!isBlankOrEnd(cursor.code)) throw cursor.problem('found unexpected non-alphabetical character');
  return cursor.text.slice(start, cursor.at);
}

function scanVersion(cursor: Cursor): string {
  skipBlanks(cursor);
  const major = scanVersionNumber(cursor);
  if (cursor.code !== DOT) throw cursor.problem("did not find expected digit or '.' character");
  cursor.at += 1;
  return `${major}.${scanVersionNumber(cursor)}`;
}

function scanVersionNumber(cursor: Cursor): number {
  const start = cursor.at;
  while (isDigit(cursor.code)) {
    if (cursor.at - start === 2) throw cursor.problem('found extremely long version number');
    cursor.at += 1;
  }
  if (cursor.at === start) throw cursor.problem('did not find expected version number');
  return Number(cursor.text.slice(start, cursor.at));
}

function scanTagDirective(cursor: Cursor): Token {
  const { line } = cursor;
  skipBlanks(cursor);
  const handle = scanHandle(cursor, true);
  if (!isBlank(cursor.code)) throw cursor.problem('did not find expected whitespace');
  skipBlanks(cursor);
  const prefix = scanTagText(cursor, '');
  if (!isBlankOrEnd(cursor.code)) throw cursor.problem('did not find expected whitespace or line break');
  return token('tag-directive', line, handle, false, -1, prefix);
}

function skipBlanks(cursor: Cursor): void {
  while (isBlank(cursor.code)) cursor.at += 1;
}
