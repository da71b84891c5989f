import { TemplateError } from '../template-error.ts';
import { unquote } from '../text/unquote.ts';
import type { Lexer } from './lexer.ts';
import type { Source } from './node.ts';
import { describeToken, symbolToken, type Token, type TokenKind } from './token.ts';

/** A lexer's tokens with three of them to go back, and the errors that name their place. */
export class TokenReader {
  readonly #source: Source;
  readonly #lexer: Lexer;
  /** The token that was read last from the lexer; those given back lie above it, the next one on top. */
  #last: Token = symbolToken('eof', '');
  /** Its own, since a token of a symbol is used again, by readers of other bodies too. */
  #lastPosition = 0;
  #second: Token = this.#last;
  #third: Token = this.#last;
  #peeked = 0;
  /** Where the action being parsed begins; undefined outside. */
  actionPosition: number | undefined;

  constructor(source: Source, lexer: Lexer) {
    this.#source = source;
    this.#lexer = lexer;
  }

  next(): Token {
    switch (this.#peeked) {
      case 0:
        this.#last = this.#lexer.next();
        this.#lastPosition = this.#last.position;
        return this.#last;
      case 1:
        this.#peeked = 0;
        return this.#last;
      case 2:
        this.#peeked = 1;
        return this.#second;
      default:
        this.#peeked = 2;
        return this.#third;
    }
  }

  peek(): Token {
    const token = this.next();
    this.#peeked += 1;
    return token;
  }

  backup(): void {
    this.#peeked += 1;
  }

  backup2(first: Token): void {
    this.#second = first;
    this.#peeked = 2;
  }

  backup3(first: Token, second: Token): void {
    this.#second = second;
    this.#third = first;
    this.#peeked = 3;
  }

  nextNonSpace(): Token {
    let token = this.next();
    while (token.kind === 'space') {
      token = this.next();
    }
    return token;
  }

  peekNonSpace(): Token {
    const token = this.nextNonSpace();
    this.backup();
    return token;
  }

  #lineAt(position: number): number {
    return this.#source.text.slice(0, position).split('\n').length;
  }

  fail(message: string): never {
    const { name } = this.#source;
    const line = this.#lineAt(this.#lastPosition);
    throw new TemplateError(`template: ${name}:${line}: ${message}`, { templateName: name, line });
  }

  unexpected(token: Token, context: string): never {
    if (token.kind !== 'error') {
      this.fail(`unexpected ${describeToken(token)} in ${context}`);
    }
    const actionLine = this.actionPosition === undefined ? undefined : this.#lineAt(this.actionPosition);
    let started = '';
    if (actionLine !== undefined && actionLine !== this.#lineAt(token.position)) {
      const place = `started at ${this.#source.name}:${actionLine}`;
      started = token.value.endsWith(' action') ? ` ${place}` : ` in action ${place}`;
    }
    this.fail(`${token.value}${started}`);
  }

  expect(kind: TokenKind, context: string): Token {
    const token = this.nextNonSpace();
    if (token.kind !== kind) {
      this.unexpected(token, context);
    }
    return token;
  }

  unquoted(token: Token): string {
    const text = unquote(token.value);
    if (text === undefined) {
      return this.fail('invalid syntax');
    }
    return text;
  }
}
