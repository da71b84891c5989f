import { isTemplateSpace } from '../text/characters.ts';
import type { TextCursor } from './cursor.ts';
import { symbolToken, type Token } from './token.ts';

/** The minus and the space beside it. */
export const TRIM_MARKER_LENGTH = 2;

const MINUS = 45;

/** Which right delimiter stands somewhere. */
export type RightDelimiter = 'none' | 'plain' | 'trimming';

/** What actions begin and end with, and the markers beside it that trim the text around. */
export class Delimiters {
  readonly left: string;
  readonly right: string;
  readonly #firstOfRight: number;
  readonly #rightToken: Token;
  readonly #cursor: TextCursor;

  constructor(cursor: TextCursor, [left, right]: readonly [string, string]) {
    this.#cursor = cursor;
    this.left = left;
    this.right = right;
    this.#firstOfRight = right.charCodeAt(0);
    this.#rightToken = symbolToken('rightDelimiter', right);
  }

  /** Whether a trim marker stands here, behind a left delimiter. */
  hasLeftMarker(at: number): boolean {
    const { text } = this.#cursor;
    return text.charCodeAt(at) === MINUS && isTemplateSpace(text.charCodeAt(at + 1));
  }

  /** Whether a trim marker and the right delimiter stand here. */
  hasTrimmedRight(at: number): boolean {
    const { text } = this.#cursor;
    return (
      text.charCodeAt(at + 1) === MINUS &&
      isTemplateSpace(text.charCodeAt(at)) &&
      text.startsWith(this.right, at + TRIM_MARKER_LENGTH)
    );
  }

  isRight(at: number): boolean {
    const { text } = this.#cursor;
    return text.charCodeAt(at) === this.#firstOfRight && text.startsWith(this.right, at);
  }

  atRight(): RightDelimiter {
    const { position } = this.#cursor;
    if (this.hasTrimmedRight(position)) {
      return 'trimming';
    }
    return this.isRight(position) ? 'plain' : 'none';
  }

  passRight(delimiter: RightDelimiter): void {
    this.#cursor.position += this.right.length + (delimiter === 'trimming' ? TRIM_MARKER_LENGTH : 0);
    if (delimiter === 'trimming') {
      this.#passSpace();
    }
  }

  takeRight(delimiter: RightDelimiter): Token {
    const cursor = this.#cursor;
    if (delimiter === 'trimming') {
      cursor.position += TRIM_MARKER_LENGTH;
      cursor.ignore();
    }
    cursor.position += this.right.length;
    const token = cursor.takeSymbol(this.#rightToken);
    if (delimiter === 'trimming') {
      this.#passSpace();
      cursor.ignore();
    }
    return token;
  }

  #passSpace(): void {
    const cursor = this.#cursor;
    while (isTemplateSpace(cursor.text.charCodeAt(cursor.position))) {
      cursor.position += 1;
    }
  }
}
