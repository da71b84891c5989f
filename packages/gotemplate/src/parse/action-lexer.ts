import { describeRune, isAlphaNumeric, isPrintable, isTemplateSpace } from '../text/characters.ts';
import { quote } from '../text/quote.ts';
import { END, type TextCursor } from './cursor.ts';
import type { Delimiters } from './delimiters.ts';
import { scanNumber } from './scan-number.ts';
import { scanQuoted, scanRawString } from './scan-quoted.ts';
import { keyword, symbolToken, type Token } from './token.ts';

const CODES = {
  doubleQuote: 34,
  dollar: 36,
  singleQuote: 39,
  leftParen: 40,
  rightParen: 41,
  plus: 43,
  comma: 44,
  minus: 45,
  dot: 46,
  zero: 48,
  nine: 57,
  colon: 58,
  equals: 61,
  backquote: 96,
  bar: 124,
} as const;

/** Cuts the inside of actions into tokens. */
export class ActionLexer {
  readonly #cursor: TextCursor;
  readonly #delimiters: Delimiters;
  readonly #isFunction: (name: string) => boolean;
  readonly #symbols = {
    space: symbolToken('space', ' '),
    dot: symbolToken('dot', '.'),
    pipe: symbolToken('pipe', '|'),
    leftParen: symbolToken('leftParen', '('),
    rightParen: symbolToken('rightParen', ')'),
    assign: symbolToken('assign', '='),
    declare: symbolToken('declare', ':='),
  };
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
    const cursor = this.#cursor;
    const delimiter = this.#delimiters.atRight();
    if (delimiter !== 'none') {
      return this.#parenDepth === 0 ? this.#delimiters.takeRight(delimiter) : cursor.fail('unclosed left paren');
    }
    const code = cursor.peek();
    if (code === END) {
      return cursor.fail('unclosed action');
    }
    if (isTemplateSpace(code)) {
      return this.#lexSpace();
    }
    if (this.#startsNumber(code)) {
      return this.#lexNumber();
    }
    const rune = cursor.peekRune();
    if (isAlphaNumeric(rune)) {
      return this.#lexIdentifier();
    }
    cursor.position += 1;
    return this.#lexSymbol(code) ?? this.#lexOther(rune);
  }

  #startsNumber(code: number): boolean {
    if (code === CODES.dot) {
      const after = this.#cursor.text.charCodeAt(this.#cursor.position + 1);
      return Number.isNaN(after) || isDigit(after);
    }
    return isDigit(code) || code === CODES.plus || code === CODES.minus;
  }

  /** Undefined where the character means nothing. */
  #lexSymbol(code: number): Token | undefined {
    switch (code) {
      case CODES.dot:
        return this.#lexName('field');
      case CODES.dollar:
        return this.#lexName('variable');
      case CODES.doubleQuote:
        return this.#lexQuoted('"');
      case CODES.bar:
        return this.#cursor.takeSymbol(this.#symbols.pipe);
      case CODES.leftParen:
        this.#parenDepth += 1;
        return this.#cursor.takeSymbol(this.#symbols.leftParen);
      case CODES.rightParen:
        this.#parenDepth -= 1;
        return this.#parenDepth < 0
          ? this.#cursor.fail('unexpected right paren')
          : this.#cursor.takeSymbol(this.#symbols.rightParen);
      case CODES.colon:
        return this.#lexDeclare();
      case CODES.equals:
        return this.#cursor.takeSymbol(this.#symbols.assign);
      case CODES.backquote:
        return this.#lexRawString();
      case CODES.singleQuote:
        return this.#lexQuoted("'");
      default:
        return undefined;
    }
  }

  #lexOther(rune: number): Token {
    return rune <= 0x7f && isPrintable(rune)
      ? this.#cursor.take('char')
      : this.#cursor.fail(`unrecognized character in action: ${describeRune(rune)}`);
  }

  #lexDeclare(): Token {
    if (this.#cursor.peek() !== CODES.equals) {
      return this.#cursor.fail('expected :=');
    }
    this.#cursor.position += 1;
    return this.#cursor.takeSymbol(this.#symbols.declare);
  }

  #lexSpace(): Token {
    const cursor = this.#cursor;
    const { text, start } = cursor;
    let position = start + 1;
    while (isTemplateSpace(text.charCodeAt(position))) {
      position += 1;
    }
    // The last space belongs to a closing delimiter with a trim marker.
    if (this.#delimiters.hasTrimmedRight(position - 1)) {
      position -= 1;
    }
    cursor.position = position;
    return position === start ? this.#delimiters.takeRight('trimming') : cursor.takeSymbol(this.#symbols.space);
  }

  #passAlphaNumeric(): void {
    const cursor = this.#cursor;
    for (let rune = cursor.peek(); isAlphaNumeric(rune < 0x80 ? rune : cursor.peekRune()); rune = cursor.peek()) {
      cursor.position += rune < 0x80 || cursor.peekRune() <= 0xffff ? 1 : 2;
    }
  }

  #lexIdentifier(): Token {
    const cursor = this.#cursor;
    this.#passAlphaNumeric();
    if (!this.#atTerminator()) {
      return cursor.fail(`bad character ${describeRune(cursor.peekRune())}`);
    }
    const word = cursor.text.slice(cursor.start, cursor.position);
    const reserved = keyword(word);
    if (reserved === undefined) {
      return cursor.takeWord(word === 'true' || word === 'false' ? 'bool' : 'identifier', word);
    }
    const isName = (reserved === 'break' || reserved === 'continue') && this.#isFunction(word);
    return cursor.takeWord(isName ? 'identifier' : reserved, word);
  }

  /** A field or variable whose dot or dollar is passed; alone, these are the cursor and the root. */
  #lexName(kind: 'field' | 'variable'): Token {
    const cursor = this.#cursor;
    if (this.#atTerminator()) {
      return kind === 'variable' ? cursor.take('variable') : cursor.takeSymbol(this.#symbols.dot);
    }
    this.#passAlphaNumeric();
    return this.#atTerminator() ? cursor.take(kind) : cursor.fail(`bad character ${describeRune(cursor.peekRune())}`);
  }

  #atTerminator(): boolean {
    const cursor = this.#cursor;
    const code = cursor.peek();
    switch (code) {
      case END:
      case CODES.dot:
      case CODES.comma:
      case CODES.bar:
      case CODES.colon:
      case CODES.rightParen:
      case CODES.leftParen:
        return true;
      default:
        return isTemplateSpace(code) || this.#delimiters.isRight(cursor.position);
    }
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
    const sign = this.#cursor.peek();
    if (sign !== CODES.plus && sign !== CODES.minus) {
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

function isDigit(code: number): boolean {
  return code >= CODES.zero && code <= CODES.nine;
}
