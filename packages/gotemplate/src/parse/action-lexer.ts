import { describeRune, isAlphaNumeric, isPrintable, isTemplateSpace } from '../text/characters.ts';
import { quote } from '../text/quote.ts';
import { END, type TextCursor } from './cursor.ts';
import type { Delimiters } from './delimiters.ts';
import { scanNumber } from './scan-number.ts';
import { scanQuoted, scanRawString } from './scan-quoted.ts';
import { keyword, type Token } from './token.ts';

const [PLUS, MINUS, DOT, ZERO, NINE] = [43, 45, 46, 48, 57] as const;

/** Cuts the inside of actions into tokens. */
export class ActionLexer {
  readonly #cursor: TextCursor;
  readonly #delimiters: Delimiters;
  readonly #isFunction: (name: string) => boolean;
  #parenDepth = 0;

  constructor(cursor: TextCursor, delimiters: Delimiters, isFunction: (name: string) => boolean) {
    this.#cursor = cursor;
    this.#delimiters = delimiters;
    this.#isFunction = isFunction;
  }

  /** An action begins: the one before may have ended within parentheses. */
  begin(): void {
    this.#parenDepth = 0;
  }

  next(): Token {
    const delimiter = this.#delimiters.atRight();
    if (delimiter !== undefined) {
      return this.#parenDepth === 0
        ? this.#delimiters.takeRight(delimiter.trim)
        : this.#cursor.fail('unclosed left paren');
    }
    const rune = this.#cursor.peek();
    if (rune === END) {
      return this.#cursor.fail('unclosed action');
    }
    if (isTemplateSpace(rune)) {
      return this.#lexSpace();
    }
    if (this.#startsNumber(rune)) {
      return this.#lexNumber();
    }
    if (isAlphaNumeric(rune)) {
      return this.#lexIdentifier();
    }
    this.#cursor.advance();
    return this.#lexSymbol(String.fromCodePoint(rune), rune);
  }

  #startsNumber(rune: number): boolean {
    if (rune === DOT) {
      const after = this.#cursor.text[this.#cursor.position + 1];
      return after === undefined || (after >= '0' && after <= '9');
    }
    return rune === PLUS || rune === MINUS || (rune >= ZERO && rune <= NINE);
  }

  #lexSymbol(character: string, rune: number): Token {
    switch (character) {
      case '=':
        return this.#cursor.take('assign');
      case ':':
        return this.#cursor.advance() === 61 ? this.#cursor.take('declare') : this.#cursor.fail('expected :=');
      case '|':
        return this.#cursor.take('pipe');
      case '"':
        return this.#lexQuoted('"');
      case '`':
        return this.#lexRawString();
      case "'":
        return this.#lexQuoted("'");
      case '$':
        return this.#lexName('variable');
      case '.':
        return this.#lexName('field');
      case '(':
        this.#parenDepth += 1;
        return this.#cursor.take('leftParen');
      case ')':
        this.#parenDepth -= 1;
        return this.#parenDepth < 0 ? this.#cursor.fail('unexpected right paren') : this.#cursor.take('rightParen');
      default:
        return rune <= 0x7f && isPrintable(rune)
          ? this.#cursor.take('char')
          : this.#cursor.fail(`unrecognized character in action: ${describeRune(rune)}`);
    }
  }

  #lexSpace(): Token {
    let count = 0;
    while (isTemplateSpace(this.#cursor.peek())) {
      this.#cursor.advance();
      count += 1;
    }
    const last = this.#cursor.position - 1;
    // The last space belongs to a closing delimiter with a trim marker.
    if (this.#delimiters.hasTrimmedRight(last)) {
      this.#cursor.position = last;
      if (this.#cursor.text[last] === '\n') {
        this.#cursor.line -= 1;
      }
      if (count === 1) {
        return this.#delimiters.takeRight(true);
      }
    }
    return this.#cursor.take('space');
  }

  #lexIdentifier(): Token {
    while (isAlphaNumeric(this.#cursor.peek())) {
      this.#cursor.advance();
    }
    if (!this.#atTerminator()) {
      return this.#cursor.fail(`bad character ${describeRune(this.#cursor.peek())}`);
    }
    const word = this.#cursor.text.slice(this.#cursor.start, this.#cursor.position);
    const reserved = keyword(word);
    if (reserved !== undefined) {
      const isName = (reserved === 'break' || reserved === 'continue') && this.#isFunction(word);
      return this.#cursor.take(isName ? 'identifier' : reserved);
    }
    return this.#cursor.take(word === 'true' || word === 'false' ? 'bool' : 'identifier');
  }

  /** A field or variable whose dot or dollar is passed; alone, these are the cursor and the root. */
  #lexName(kind: 'field' | 'variable'): Token {
    if (this.#atTerminator()) {
      return this.#cursor.take(kind === 'variable' ? 'variable' : 'dot');
    }
    while (isAlphaNumeric(this.#cursor.peek())) {
      this.#cursor.advance();
    }
    return this.#atTerminator()
      ? this.#cursor.take(kind)
      : this.#cursor.fail(`bad character ${describeRune(this.#cursor.peek())}`);
  }

  #atTerminator(): boolean {
    const rune = this.#cursor.peek();
    return (
      rune === END ||
      isTemplateSpace(rune) ||
      '.,|:)('.includes(String.fromCodePoint(rune)) ||
      this.#cursor.startsWith(this.#delimiters.right)
    );
  }

  #lexQuoted(delimiter: '"' | "'"): Token {
    const isString = delimiter === '"';
    if (scanQuoted(this.#cursor, delimiter)) {
      return this.#cursor.take(isString ? 'string' : 'charConstant');
    }
    return this.#cursor.fail(isString ? 'unterminated quoted string' : 'unterminated character constant');
  }

  #lexRawString(): Token {
    return scanRawString(this.#cursor)
      ? this.#cursor.take('rawString')
      : this.#cursor.fail('unterminated raw quoted string');
  }

  #lexNumber(): Token {
    if (!scanNumber(this.#cursor)) {
      return this.#badNumber();
    }
    const sign = this.#cursor.text[this.#cursor.position];
    if (sign !== '+' && sign !== '-') {
      return this.#cursor.take('number');
    }
    if (!scanNumber(this.#cursor) || this.#cursor.text[this.#cursor.position - 1] !== 'i') {
      return this.#badNumber();
    }
    return this.#cursor.take('complex');
  }

  #badNumber(): Token {
    return this.#cursor.fail(
      `bad number syntax: ${quote(this.#cursor.text.slice(this.#cursor.start, this.#cursor.position))}`,
    );
  }
}
