import { describeRune, isAlphaNumeric, isPrintable, isTemplateSpace, runeAt } from '../text/characters.ts';
import { quote } from '../text/quote.ts';
import { keyword, type Token, type TokenKind } from './token.ts';

const LEFT_COMMENT = '/*';
const RIGHT_COMMENT = '*/';
/** The minus and the space beside it. */
const TRIM_MARKER_LENGTH = 2;
const END = -1;
const [PLUS, MINUS, DOT, ZERO, NINE] = [43, 45, 46, 48, 57] as const;

export interface LexerOptions {
  delimiters: readonly [string, string];
  /** `break` and `continue` are ordinary names where a function has that name. */
  isFunction: (name: string) => boolean;
}

/** Cuts a template's text into tokens, one at a time, as the parser asks for them. */
export class Lexer {
  readonly #left: string;
  readonly #right: string;
  readonly #isFunction: (name: string) => boolean;
  #text: string;
  #position = 0;
  #start = 0;
  #line = 1;
  #startLine = 1;
  #parenDepth = 0;
  #insideAction = false;

  constructor(text: string, options: LexerOptions) {
    this.#text = text;
    [this.#left, this.#right] = options.delimiters;
    this.#isFunction = options.isFunction;
  }

  next(): Token {
    return this.#insideAction ? this.#lexAction() : this.#lexText();
  }

  #take(kind: TokenKind): Token {
    const value = this.#text.slice(this.#start, this.#position);
    const token = { kind, position: this.#start, value, line: this.#startLine };
    this.#start = this.#position;
    this.#startLine = this.#line;
    return token;
  }

  #fail(message: string): Token {
    const token: Token = { kind: 'error', position: this.#start, value: message, line: this.#startLine };
    this.#text = '';
    this.#start = 0;
    this.#position = 0;
    return token;
  }

  /** Passes over text that was skipped without looking at its characters. */
  #ignore(): void {
    this.#countLines();
    this.#start = this.#position;
    this.#startLine = this.#line;
  }

  #countLines(): void {
    for (let at = this.#text.indexOf('\n', this.#start); at >= 0 && at < this.#position; ) {
      this.#line += 1;
      at = this.#text.indexOf('\n', at + 1);
    }
  }

  #peek(): number {
    return runeAt(this.#text, this.#position);
  }

  #advance(): number {
    const rune = this.#peek();
    if (rune === END) {
      return END;
    }
    this.#position += rune > 0xffff ? 2 : 1;
    if (rune === 10) {
      this.#line += 1;
    }
    return rune;
  }

  #startsWith(text: string, at = this.#position): boolean {
    return this.#text.startsWith(text, at);
  }

  #lexText(): Token {
    for (;;) {
      const found = this.#text.indexOf(this.#left, this.#position);
      if (found < 0) {
        return this.#lexRest();
      }
      const text = this.#lexTextBefore(found);
      if (text !== undefined) {
        return text;
      }
      const token = this.#lexLeftDelimiter();
      if (token !== undefined) {
        return token;
      }
    }
  }

  #lexRest(): Token {
    this.#position = this.#text.length;
    if (this.#position > this.#start) {
      this.#countLines();
      return this.#take('text');
    }
    return { kind: 'eof', position: this.#position, value: 'EOF', line: this.#startLine };
  }

  #lexTextBefore(found: number): Token | undefined {
    if (found === this.#position) {
      return undefined;
    }
    this.#position = found;
    if (this.#hasLeftTrimMarker(found + this.#left.length)) {
      while (this.#position > this.#start && isTemplateSpace(this.#text.charCodeAt(this.#position - 1))) {
        this.#position -= 1;
      }
    }
    this.#countLines();
    const token = this.#take('text');
    this.#position = found;
    this.#ignore();
    return token.value === '' ? undefined : token;
  }

  #hasLeftTrimMarker(at: number): boolean {
    return this.#text[at] === '-' && isTemplateSpace(this.#text.charCodeAt(at + 1));
  }

  #hasRightTrimMarker(at: number): boolean {
    return isTemplateSpace(this.#text.charCodeAt(at)) && this.#text[at + 1] === '-';
  }

  /** Undefined after a comment, which is no token. */
  #lexLeftDelimiter(): Token | undefined {
    this.#position += this.#left.length;
    const markerLength = this.#hasLeftTrimMarker(this.#position) ? TRIM_MARKER_LENGTH : 0;
    if (this.#startsWith(LEFT_COMMENT, this.#position + markerLength)) {
      this.#position += markerLength;
      this.#ignore();
      return this.#skipComment();
    }
    const token = this.#take('leftDelimiter');
    this.#insideAction = true;
    this.#position += markerLength;
    this.#ignore();
    this.#parenDepth = 0;
    return token;
  }

  #skipComment(): Token | undefined {
    const end = this.#text.indexOf(RIGHT_COMMENT, this.#position + LEFT_COMMENT.length);
    if (end < 0) {
      this.#position += LEFT_COMMENT.length;
      return this.#fail('unclosed comment');
    }
    this.#position = end + RIGHT_COMMENT.length;
    const delimiter = this.#atRightDelimiter();
    if (delimiter === undefined) {
      return this.#fail('comment ends before closing delimiter');
    }
    this.#countLines();
    this.#take('text');
    this.#passRightDelimiter(delimiter.trim);
    this.#ignore();
    return undefined;
  }

  #atRightDelimiter(): { trim: boolean } | undefined {
    if (
      this.#hasRightTrimMarker(this.#position) &&
      this.#startsWith(this.#right, this.#position + TRIM_MARKER_LENGTH)
    ) {
      return { trim: true };
    }
    return this.#startsWith(this.#right) ? { trim: false } : undefined;
  }

  #passRightDelimiter(trim: boolean): void {
    this.#position += this.#right.length + (trim ? TRIM_MARKER_LENGTH : 0);
    while (trim && isTemplateSpace(this.#text.charCodeAt(this.#position))) {
      this.#position += 1;
    }
  }

  #lexRightDelimiter(trim: boolean): Token {
    if (trim) {
      this.#position += TRIM_MARKER_LENGTH;
      this.#ignore();
    }
    this.#position += this.#right.length;
    const token = this.#take('rightDelimiter');
    while (trim && isTemplateSpace(this.#text.charCodeAt(this.#position))) {
      this.#position += 1;
    }
    this.#ignore();
    this.#insideAction = false;
    return token;
  }

  #lexAction(): Token {
    const delimiter = this.#atRightDelimiter();
    if (delimiter !== undefined) {
      return this.#parenDepth === 0 ? this.#lexRightDelimiter(delimiter.trim) : this.#fail('unclosed left paren');
    }
    const rune = this.#peek();
    if (rune === END) {
      return this.#fail('unclosed action');
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
    this.#advance();
    return this.#lexSymbol(String.fromCodePoint(rune), rune);
  }

  #startsNumber(rune: number): boolean {
    if (rune === DOT) {
      const after = this.#text[this.#position + 1];
      return after === undefined || (after >= '0' && after <= '9');
    }
    return rune === PLUS || rune === MINUS || (rune >= ZERO && rune <= NINE);
  }

  #lexSymbol(character: string, rune: number): Token {
    switch (character) {
      case '=':
        return this.#take('assign');
      case ':':
        return this.#advance() === 61 ? this.#take('declare') : this.#fail('expected :=');
      case '|':
        return this.#take('pipe');
      case '"':
        return this.#lexQuoted('"', 'string', 'unterminated quoted string');
      case '`':
        return this.#lexRawString();
      case "'":
        return this.#lexQuoted("'", 'charConstant', 'unterminated character constant');
      case '$':
        return this.#lexName('variable');
      case '.':
        return this.#lexName('field');
      case '(':
        this.#parenDepth += 1;
        return this.#take('leftParen');
      case ')':
        this.#parenDepth -= 1;
        return this.#parenDepth < 0 ? this.#fail('unexpected right paren') : this.#take('rightParen');
      default:
        return rune <= 0x7f && isPrintable(rune)
          ? this.#take('char')
          : this.#fail(`unrecognized character in action: ${describeRune(rune)}`);
    }
  }

  #lexSpace(): Token {
    let count = 0;
    while (isTemplateSpace(this.#peek())) {
      this.#advance();
      count += 1;
    }
    const last = this.#position - 1;
    // The last space belongs to a closing delimiter with a trim marker.
    if (this.#hasRightTrimMarker(last) && this.#startsWith(this.#right, last + TRIM_MARKER_LENGTH)) {
      this.#position = last;
      if (this.#text[last] === '\n') {
        this.#line -= 1;
      }
      if (count === 1) {
        return this.#lexRightDelimiter(true);
      }
    }
    return this.#take('space');
  }

  #lexIdentifier(): Token {
    while (isAlphaNumeric(this.#peek())) {
      this.#advance();
    }
    if (!this.#atTerminator()) {
      return this.#fail(`bad character ${describeRune(this.#peek())}`);
    }
    const word = this.#text.slice(this.#start, this.#position);
    const reserved = keyword(word);
    if (reserved !== undefined) {
      const isName = (reserved === 'break' || reserved === 'continue') && this.#isFunction(word);
      return this.#take(isName ? 'identifier' : reserved);
    }
    return this.#take(word === 'true' || word === 'false' ? 'bool' : 'identifier');
  }

  /** A field or variable whose dot or dollar is passed; alone, these are the cursor and the root. */
  #lexName(kind: 'field' | 'variable'): Token {
    if (this.#atTerminator()) {
      return this.#take(kind === 'variable' ? 'variable' : 'dot');
    }
    while (isAlphaNumeric(this.#peek())) {
      this.#advance();
    }
    return this.#atTerminator() ? this.#take(kind) : this.#fail(`bad character ${describeRune(this.#peek())}`);
  }

  #atTerminator(): boolean {
    const rune = this.#peek();
    return (
      rune === END ||
      isTemplateSpace(rune) ||
      '.,|:)('.includes(String.fromCodePoint(rune)) ||
      this.#startsWith(this.#right)
    );
  }

  #lexQuoted(delimiter: string, kind: TokenKind, unterminated: string): Token {
    const end = delimiter.charCodeAt(0);
    for (;;) {
      let rune = this.#advance();
      if (rune === end) {
        return this.#take(kind);
      }
      if (rune === 92) {
        rune = this.#advance();
      }
      if (rune === END || rune === 10) {
        return this.#fail(unterminated);
      }
    }
  }

  #lexRawString(): Token {
    for (;;) {
      const rune = this.#advance();
      if (rune === END) {
        return this.#fail('unterminated raw quoted string');
      }
      if (rune === 96) {
        return this.#take('rawString');
      }
    }
  }

  #lexNumber(): Token {
    if (!this.#scanNumber()) {
      return this.#badNumber();
    }
    const sign = this.#text[this.#position];
    if (sign !== '+' && sign !== '-') {
      return this.#take('number');
    }
    if (!this.#scanNumber() || this.#text[this.#position - 1] !== 'i') {
      return this.#badNumber();
    }
    return this.#take('complex');
  }

  #badNumber(): Token {
    return this.#fail(`bad number syntax: ${quote(this.#text.slice(this.#start, this.#position))}`);
  }

  #scanNumber(): boolean {
    this.#acceptOne('+-');
    let digits = '0123456789_';
    if (this.#acceptOne('0')) {
      if (this.#acceptOne('xX')) {
        digits = '0123456789abcdefABCDEF_';
      } else if (this.#acceptOne('oO')) {
        digits = '01234567_';
      } else if (this.#acceptOne('bB')) {
        digits = '01_';
      }
    }
    this.#acceptRun(digits);
    if (this.#acceptOne('.')) {
      this.#acceptRun(digits);
    }
    const exponent = digits.length === 11 ? 'eE' : digits.length === 23 ? 'pP' : '';
    if (exponent !== '' && this.#acceptOne(exponent)) {
      this.#acceptOne('+-');
      this.#acceptRun('0123456789_');
    }
    this.#acceptOne('i');
    if (isAlphaNumeric(this.#peek())) {
      this.#advance();
      return false;
    }
    return true;
  }

  #acceptOne(valid: string): boolean {
    const character = this.#text[this.#position];
    if (character === undefined || !valid.includes(character)) {
      return false;
    }
    this.#advance();
    return true;
  }

  #acceptRun(valid: string): void {
    while (this.#acceptOne(valid)) {}
  }
}
