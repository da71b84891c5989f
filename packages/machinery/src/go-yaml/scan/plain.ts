import { COLON, HASH, isBlank, isBlankOrEnd, isBreak, TAB } from './characters.ts';
import type { Cursor } from './cursor.ts';

/** What ends a plain scalar inside brackets. */
const flowIndicators = new Set([...',?[]{}'].map((character) => character.charCodeAt(0)));

/**
 * Reads a scalar without quotes, which may go over several lines that reach the column `indent`; the cursor ends behind
 * the white space after it.
 * `endedLine` tells that a line break was part of that white space.
 */
export function scanPlain(cursor: Cursor, isFlow: boolean, indent: number): { text: string; endedLine: boolean } {
  let text = '';
  let fold = '';
  let endedLine = false;
  while (!cursor.isAtDocumentMark() && cursor.code !== HASH) {
    const start = cursor.at;
    const end = endOfPiece(cursor, isFlow);
    if (end > start) {
      const piece = cursor.text.slice(start, end);
      text = text === '' ? piece : text + fold + piece;
      endedLine = false;
    }
    if (!isBreak(cursor.code)) break;
    fold = foldedBreaks(cursor, indent);
    endedLine = true;
    if (!isFlow && cursor.column < indent) break;
  }
  return { text, endedLine };
}

/** Goes behind the words of a line and the blanks after them; the result is where the last word ends. */
function endOfPiece(cursor: Cursor, isFlow: boolean): number {
  const { text } = cursor;
  let at = cursor.at;
  let end = at;
  for (;;) {
    const word = at;
    at = endOfWord(text, at, isFlow);
    if (at === word) break;
    end = at;
    while (isBlank(text.charCodeAt(at))) at += 1;
    if (at === end || text.charCodeAt(at) === HASH) break;
  }
  cursor.at = at;
  return end;
}

function endOfWord(text: string, start: number, isFlow: boolean): number {
  let at = start;
  for (;;) {
    const code = text.charCodeAt(at);
    if (isBlankOrEnd(code)) return at;
    if (code === COLON && isBlankOrEnd(text.charCodeAt(at + 1))) return at;
    if (isFlow && flowIndicators.has(code)) return at;
    at += 1;
  }
}

/** Goes over line breaks and indentation; one break counts as a blank, further ones stay. */
function foldedBreaks(cursor: Cursor, indent: number): string {
  const first = cursor.breakLine();
  let more = '';
  for (;;) {
    const code = cursor.code;
    if (isBreak(code)) {
      more += cursor.breakLine();
    } else if (isBlank(code)) {
      if (code === TAB && cursor.column < indent) {
        throw cursor.problem('found a tab character that violates indentation');
      }
      cursor.at += 1;
    } else {
      break;
    }
  }
  if (first !== '\n') return first + more;
  return more === '' ? ' ' : more;
}
