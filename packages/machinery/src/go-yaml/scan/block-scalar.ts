import { DASH, GREATER, HASH, isBlank, isBreak, isBreakOrEnd, isDigit, PLUS, SPACE, TAB, ZERO } from './characters.ts';
import type { Cursor } from './cursor.ts';

/** Reads what follows a `|` or `>` at the cursor; `parentIndent` is the column of the block it stands in. */
export function scanBlockScalar(cursor: Cursor, parentIndent: number): string {
  const isFolded = cursor.code === GREATER;
  cursor.at += 1;
  const { chomping, increment } = scanHeader(cursor);
  return new BlockScalar(cursor, parentIndent, increment).scan(isFolded, chomping);
}

/** -1 drops the last line break, 1 keeps all of them; an increment of 0 is to be found out. */
function scanHeader(cursor: Cursor): { chomping: number; increment: number } {
  let chomping = scanChomping(cursor);
  const increment = scanIncrement(cursor);
  if (chomping === 0) chomping = increment === 0 ? 0 : scanChomping(cursor);
  while (isBlank(cursor.code)) cursor.at += 1;
  if (cursor.code === HASH) while (!isBreakOrEnd(cursor.code)) cursor.at += 1;
  if (!isBreakOrEnd(cursor.code)) throw cursor.problem('did not find expected comment or line break');
  if (isBreak(cursor.code)) cursor.breakLine();
  return { chomping, increment };
}

function scanChomping(cursor: Cursor): number {
  const { code } = cursor;
  if (code !== PLUS && code !== DASH) return 0;
  cursor.at += 1;
  return code === PLUS ? 1 : -1;
}

function scanIncrement(cursor: Cursor): number {
  const { code } = cursor;
  if (!isDigit(code)) return 0;
  if (code === ZERO) throw cursor.problem('found an indentation indicator equal to 0');
  cursor.at += 1;
  return code - ZERO;
}

class BlockScalar {
  private readonly cursor: Cursor;
  private readonly parentIndent: number;
  /** 0 until the first line that is not empty has shown it. */
  private indent: number;

  constructor(cursor: Cursor, parentIndent: number, increment: number) {
    this.cursor = cursor;
    this.parentIndent = parentIndent;
    this.indent = increment === 0 ? 0 : Math.max(parentIndent, 0) + increment;
  }

  scan(isFolded: boolean, chomping: number): string {
    const { cursor } = this;
    let text = '';
    let lineBreak = '';
    let emptyLines = this.skipEmptyLines();
    let wasBlank = false;
    while (cursor.column === this.indent && cursor.code !== 0) {
      const startsBlank = isBlank(cursor.code);
      const isJoined = isFolded && !wasBlank && !startsBlank && lineBreak === '\n';
      if (!isJoined) text += lineBreak;
      else if (emptyLines === '') text += ' ';
      text += emptyLines + this.restOfLine();
      wasBlank = startsBlank;
      lineBreak = isBreak(cursor.code) ? cursor.breakLine() : '';
      emptyLines = this.skipEmptyLines();
    }
    if (chomping !== -1) text += lineBreak;
    return chomping === 1 ? text + emptyLines : text;
  }

  private restOfLine(): string {
    const { cursor } = this;
    const { text } = cursor;
    const start = cursor.at;
    let at = start;
    while (!isBreakOrEnd(text.charCodeAt(at))) at += 1;
    cursor.at = at;
    return text.slice(start, at);
  }

  /** Goes over empty lines and the indentation of the next one; the result is their line breaks. */
  private skipEmptyLines(): string {
    const { cursor } = this;
    let breaks = '';
    let deepest = 0;
    for (;;) {
      while (this.mayIndent() && cursor.code === SPACE) cursor.at += 1;
      deepest = Math.max(deepest, cursor.column);
      if (this.mayIndent() && cursor.code === TAB) {
        throw cursor.problem('found a tab character where an indentation space is expected');
      }
      if (!isBreak(cursor.code)) break;
      breaks += cursor.breakLine();
    }
    if (this.indent === 0) this.indent = Math.max(deepest, this.parentIndent + 1, 1);
    return breaks;
  }

  private mayIndent(): boolean {
    return this.indent === 0 || this.cursor.column < this.indent;
  }
}
