import type { Token, TokenKind } from './token.ts';

/** What stands where the text is over. */
export const END = -1;

/** A place in a template's text, and the token that is being read up to it. */
export class TextCursor {
  text: string;
  position = 0;
  /** Where the token begins. */
  start = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** The UTF-16 unit here. */
  peek(): number {
    return this.position < this.text.length ? this.text.charCodeAt(this.position) : END;
  }

  /** The whole character here. */
  peekRune(): number {
    return this.text.codePointAt(this.position) ?? END;
  }

  /** Passes over one character if it is one of these. */
  accept(valid: string): boolean {
    const character = this.text[this.position];
    if (character === undefined || !valid.includes(character)) {
      return false;
    }
    this.position += 1;
    return true;
  }

  acceptRun(valid: string): void {
    while (this.accept(valid)) {}
  }

  take(kind: TokenKind): Token {
    const { start, position } = this;
    this.start = position;
    return { kind, position: start, value: this.text.slice(start, position) };
  }

  /** A token whose text is cut out already. */
  takeWord(kind: TokenKind, value: string): Token {
    const token = { kind, position: this.start, value };
    this.start = this.position;
    return token;
  }

  /** The token of a symbol, which is the same object each time: the parser is done with it before the next one. */
  takeSymbol(symbol: Token): Token {
    symbol.position = this.start;
    this.start = this.position;
    return symbol;
  }

  /** An error ends the text. */
  fail(message: string): Token {
    const token: Token = { kind: 'error', position: this.start, value: message };
    this.text = '';
    this.start = 0;
    this.position = 0;
    return token;
  }

  /** What was passed over belongs to no token. */
  ignore(): void {
    this.start = this.position;
  }
}
