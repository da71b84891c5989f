import { TemplateError } from '../template-error.ts';
import { unquote } from '../text/unquote.ts';
import type { Lexer } from './lexer.ts';
import type { Source } from './node.ts';
import { describeToken, type Token, type TokenKind } from './token.ts';

/** A lexer's tokens with three of them to go back, and the errors that name their place. */
export class TokenReader {
  readonly #source: Source;
  readonly #lexer: Lexer;
  /** The last token read is at 0; those given back lie above, the next one on top. */
  readonly #tokens: [Token, Token, Token];
  #peeked = 0;
  /** The line of the action being parsed; 0 outside. */
  actionLine = 0;

  constructor(source: Source, lexer: Lexer) {
    this.#source = source;
    this.#lexer = lexer;
    const none: Token = { kind: 'eof', position: 0, value: '', line: 0 };
    this.#tokens = [none, none, none];
  }

  next(): Token {
    if (this.#peeked > 0) {
      this.#peeked -= 1;
    } else {
      this.#tokens[0] = this.#lexer.next();
    }
    return this.#tokens[this.#peeked] ?? this.#tokens[0];
  }

  peek(): Token {
    if (this.#peeked > 0) {
      return this.#tokens[this.#peeked - 1] ?? this.#tokens[0];
    }
    this.#peeked = 1;
    this.#tokens[0] = this.#lexer.next();
    return this.#tokens[0];
  }

  backup(): void {
    this.#peeked += 1;
  }

  backup2(first: Token): void {
    this.#tokens[1] = first;
    this.#peeked = 2;
  }

  backup3(first: Token, second: Token): void {
    this.#tokens[1] = second;
    this.#tokens[2] = first;
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

  fail(message: string): never {
    const { name } = this.#source;
    const { line } = this.#tokens[0];
    throw new TemplateError(`template: ${name}:${line}: ${message}`, { templateName: name, line });
  }

  unexpected(token: Token, context: string): never {
    if (token.kind !== 'error') {
      this.fail(`unexpected ${describeToken(token)} in ${context}`);
    }
    let started = '';
    if (this.actionLine !== 0 && this.actionLine !== token.line) {
      const place = `started at ${this.#source.name}:${this.actionLine}`;
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
