import { isTemplateSpace } from '../text/characters.ts';
import type { TextCursor } from './cursor.ts';
import type { Token } from './token.ts';

/** The minus and the space beside it. */
export const TRIM_MARKER_LENGTH = 2;

/** What actions begin and end with, and the markers beside it that trim the text around. */
export class Delimiters {
  readonly left: string;
  readonly right: string;
  readonly #cursor: TextCursor;

  constructor(cursor: TextCursor, [left, right]: readonly [string, string]) {
    this.#cursor = cursor;
    this.left = left;
    this.right = right;
  }

  /** Whether a trim marker stands here, behind a left delimiter. */
  hasLeftMarker(at: number): boolean {
    const { text } = this.#cursor;
    return text[at] === '-' && isTemplateSpace(text.charCodeAt(at + 1));
  }

  /** Whether a trim marker and the right delimiter stand here. */
  hasTrimmedRight(at: number): boolean {
    const { text } = this.#cursor;
    return (
      isTemplateSpace(text.charCodeAt(at)) &&
      text[at + 1] === '-' &&
      text.startsWith(this.right, at + TRIM_MARKER_LENGTH)
    );
  }

  atRight(): { trim: boolean } | undefined {
    if (this.hasTrimmedRight(this.#cursor.position)) {
      return { trim: true };
    }
    return this.#cursor.startsWith(this.right) ? { trim: false } : undefined;
  }

  passRight(trim: boolean): void {
    this.#cursor.position += this.right.length + (trim ? TRIM_MARKER_LENGTH : 0);
    this.#passTrimmed(trim);
  }

  takeRight(trim: boolean): Token {
    if (trim) {
      this.#cursor.position += TRIM_MARKER_LENGTH;
      this.#cursor.ignore();
    }
    this.#cursor.position += this.right.length;
    const token = this.#cursor.take('rightDelimiter');
    this.#passTrimmed(trim);
    this.#cursor.ignore();
    return token;
  }

  #passTrimmed(trim: boolean): void {
    const cursor = this.#cursor;
    while (trim && isTemplateSpace(cursor.text.charCodeAt(cursor.position))) {
      cursor.position += 1;
    }
  }
}
