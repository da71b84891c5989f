import { END, type TextCursor } from './cursor.ts';

const [NEWLINE, BACKSLASH] = [10, 92] as const;

/** Passes over a string or a character constant whose first quote is passed; false where it does not end on its line. */
export function scanQuoted(cursor: TextCursor, quote: '"' | "'"): boolean {
  const end = quote.charCodeAt(0);
  for (;;) {
    let code = cursor.peek();
    cursor.position += 1;
    if (code === end) {
      return true;
    }
    if (code === BACKSLASH) {
      code = cursor.peek();
      cursor.position += 1;
    }
    if (code === END || code === NEWLINE) {
      return false;
    }
  }
}

/** Passes over a raw string whose first quote is passed; false where it does not end. */
export function scanRawString(cursor: TextCursor): boolean {
  const end = cursor.text.indexOf('`', cursor.position);
  cursor.position = end + 1;
  return end >= 0;
}
