import { END, type TextCursor } from './cursor.ts';

const [NEWLINE, BACKSLASH, BACKQUOTE] = [10, 92, 96] as const;

/** Passes over a string or a character constant whose first quote is passed; false where it does not end on its line. */
export function scanQuoted(cursor: TextCursor, quote: '"' | "'"): boolean {
  const end = quote.charCodeAt(0);
  for (;;) {
    let rune = cursor.advance();
    if (rune === end) {
      return true;
    }
    if (rune === BACKSLASH) {
      rune = cursor.advance();
    }
    if (rune === END || rune === NEWLINE) {
      return false;
    }
  }
}

/** Passes over a raw string whose first quote is passed; false where it does not end. */
export function scanRawString(cursor: TextCursor): boolean {
  for (;;) {
    const rune = cursor.advance();
    if (rune === END || rune === BACKQUOTE) {
      return rune === BACKQUOTE;
    }
  }
}
