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
  /** Where the action being parsed begins; undefined outside. */
  actionPosition: number | undefined;

  constructor(source: Source, lexer: Lexer) {
    this.#source = source;
    this.#lexer = lexer;
    const none: Token = { kind: 'eof', position: 0, value: '' };
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

  #lineAt(position: number): number {
    return this.#source.text.slice(0, position).split('\n').length;
  }

  fail(message: string): never {
    const { name } = this.#source;
    const line = this.#lineAt(this.#tokens[0].position);
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
