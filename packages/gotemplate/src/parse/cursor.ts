import { runeAt } from '../text/characters.ts';
import type { Token, TokenKind } from './token.ts';

/** What stands where the text is over. */
export const END = -1;

/** A place in a template's text, and the token that is being read up to it. */
export class TextCursor {
  text: string;
  position = 0;
  /** Where the token begins. */
  start = 0;
  line = 1;
  #startLine = 1;

  constructor(text: string) {
    this.text = text;
  }

  /** The line where the token begins. */
  get startLine(): number {
    return this.#startLine;
  }

  peek(): number {
    return runeAt(this.text, this.position);
  }

  advance(): number {
    const rune = this.peek();
    if (rune === END) {
      return END;
    }
    this.position += rune > 0xffff ? 2 : 1;
    if (rune === 10) {
      this.line += 1;
    }
    return rune;
  }

  startsWith(text: string, at = this.position): boolean {
    return this.text.startsWith(text, at);
  }

  /** Passes over one character if it is one of these. */
  accept(valid: string): boolean {
    const character = this.text[this.position];
    if (character === undefined || !valid.includes(character)) {
      return false;
    }
    this.advance();
    return true;
  }

  acceptRun(valid: string): void {
    while (this.accept(valid)) {}
  }

  take(kind: TokenKind): Token {
    const value = this.text.slice(this.start, this.position);
    const token = { kind, position: this.start, value, line: this.#startLine };
    this.start = this.position;
    this.#startLine = this.line;
    return token;
  }

  /** An error ends the text. */
  fail(message: string): Token {
    const token: Token = { kind: 'error', position: this.start, value: message, line: this.#startLine };
    this.text = '';
    this.start = 0;
    this.position = 0;
    return token;
  }

  /** Passes over text that was skipped without looking at its characters. */
  ignore(): void {
    this.countLines();
    this.start = this.position;
    this.#startLine = this.line;
  }

  countLines(): void {
    for (let at = this.text.indexOf('\n', this.start); at >= 0 && at < this.position; ) {
      this.line += 1;
      at = this.text.indexOf('\n', at + 1);
    }
  }
}
