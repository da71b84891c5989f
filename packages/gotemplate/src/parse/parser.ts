import { isStackOverflow } from '../stack-overflow.ts';
import { TemplateLimitError } from '../template-error.ts';
import { quote } from '../text/quote.ts';
import { Body, type Control } from './body.ts';
import { Lexer, type LexerOptions } from './lexer.ts';
import { isEmptyBody, type PipeNode, type Source, type Tree } from './node.ts';
import type { Token } from './token.ts';
import { TokenReader } from './token-reader.ts';

/** Parses a file: its own body and those it defines, by name. Throws TemplateError. */
export function parseTrees(source: Source, options: LexerOptions): Map<string, Tree> {
  try {
    return new Parser(source, options).parseFile();
  } catch (error) {
    throw isStackOverflow(error) ? tooDeep(source.name, error) : error;
  }
}

/** The depth that Go allows is beyond a small stack. */
function tooDeep(templateName: string, cause: unknown): TemplateLimitError {
  const message = `template: ${templateName}: max expression depth exceeded`;
  return new TemplateLimitError(message, { templateName, line: 0, cause });
}

/** What a body inside another one is for. */
interface Enclosed {
  readonly body: Body;
  readonly clause: 'define' | 'block';
  /** Of a block: where it stands, and what it is given. */
  readonly position: number;
  readonly pipe: PipeNode | undefined;
}

class Parser {
  readonly #source: Source;
  readonly #options: LexerOptions;
  readonly #lexer: Lexer;
  readonly #trees = new Map<string, Tree>();
  readonly #file: Body;
  /** Bodies that are begun, the innermost last. */
  readonly #enclosed: Enclosed[] = [];

  constructor(source: Source, options: LexerOptions) {
    this.#source = source;
    this.#options = options;
    this.#lexer = new Lexer(source.text, options);
    this.#file = this.#newBody(source.name);
  }

  #newBody(name: string, tokens = new TokenReader(this.#source, this.#lexer)): Body {
    return new Body(name, tokens, this.#options.isFunction);
  }

  get #body(): Body {
    return this.#enclosed.at(-1)?.body ?? this.#file;
  }

  parseFile(): Map<string, Tree> {
    while (!this.#isAtEnd()) {
      if (!this.#beginsDefinition()) {
        this.#textOrAction(this.#body);
      }
    }
    this.#add(this.#file);
    return this.#trees;
  }

  #isAtEnd(): boolean {
    const body = this.#body;
    if (body.tokens.peek().kind !== 'eof') {
      return false;
    }
    return this.#isTopLevel(body) || body.tokens.fail('unexpected EOF');
  }

  #isTopLevel(body: Body): boolean {
    return body === this.#file && body.innermost === undefined;
  }

  #beginsDefinition(): boolean {
    const { tokens } = this.#file;
    if (!this.#isTopLevel(this.#body) || tokens.peek().kind !== 'leftDelimiter') {
      return false;
    }
    const delimiter = tokens.next();
    if (tokens.nextNonSpace().kind !== 'define') {
      tokens.backup2(delimiter);
      return false;
    }
    this.#define();
    return true;
  }

  #define(): void {
    const tokens = new TokenReader(this.#source, this.#lexer);
    const name = this.#templateName(tokens, tokens.nextNonSpace(), 'define clause');
    tokens.expect('rightDelimiter', 'define clause');
    this.#enclosed.push({ body: this.#newBody(name, tokens), clause: 'define', position: 0, pipe: undefined });
  }

  #add({ name, tokens, steps, scope }: Body): void {
    const old = this.#trees.get(name);
    if (old === undefined || isEmptyBody(old.steps)) {
      this.#trees.set(name, { name, source: this.#source, steps, slotCount: scope.slotCount });
    } else if (!isEmptyBody(steps)) {
      tokens.fail(`template: multiple definition of template ${quote(name)}`);
    }
  }

  #textOrAction(body: Body): void {
    const { tokens } = body;
    const token = tokens.nextNonSpace();
    if (token.kind === 'text') {
      body.steps.push({ kind: 'text', text: token.value });
      return;
    }
    if (token.kind !== 'leftDelimiter') {
      tokens.unexpected(token, 'input');
    }
    tokens.actionPosition = token.position;
    if (!this.#opens(body)) {
      tokens.actionPosition = undefined;
    }
  }

  /** Parses an action; true if it begins a block. */
  #opens(body: Body): boolean {
    const token = body.tokens.nextNonSpace();
    switch (token.kind) {
      case 'if':
      case 'range':
      case 'with':
        body.open(token.kind, false);
        return true;
      case 'block':
        this.#block(body);
        return true;
      case 'break':
      case 'continue':
        this.#loopExit(body, token.kind);
        return false;
      case 'else':
        this.#else(body);
        return false;
      case 'end':
        this.#end(body);
        return false;
      case 'template':
        this.#template(body);
        return false;
      default:
        this.#pipeline(body);
        return false;
    }
  }

  #pipeline({ tokens, pipelines, steps }: Body): void {
    tokens.backup();
    const { position } = tokens.peek();
    steps.push({ kind: 'action', position, pipe: pipelines.parse('command') });
  }

  #loopExit(body: Body, kind: 'break' | 'continue'): void {
    const token = body.tokens.nextNonSpace();
    if (token.kind !== 'rightDelimiter') {
      body.tokens.unexpected(token, `{{${kind}}}`);
    }
    if (!body.leaveLoop(kind)) {
      body.tokens.fail(`{{${kind}}} outside {{range}}`);
    }
  }

  #else(body: Body): void {
    const { kind } = body.tokens.peekNonSpace();
    const isChain = kind === 'if' || kind === 'with';
    if (!isChain) {
      body.tokens.expect('rightDelimiter', 'else');
    }
    const block = body.innermost;
    if (block === undefined) {
      this.#misplaced('else');
    } else if (block.hasElse) {
      body.tokens.fail('expected end; found {{else}}');
    } else {
      body.otherwise(block);
      if (isChain && kind === block.kind) {
        this.#chain(body, kind);
      }
    }
  }

  /** "else if" and "else with" are a block of their own, which has no end of its own. */
  #chain(body: Body, kind: Control): void {
    body.tokens.actionPosition = undefined;
    body.tokens.next();
    body.open(kind, true);
  }

  #end(body: Body): void {
    body.tokens.expect('rightDelimiter', 'end');
    if (body.innermost !== undefined) {
      body.close();
      return;
    }
    const enclosed = this.#enclosed.at(-1) ?? this.#misplaced('end');
    this.#enclosed.pop();
    this.#add(body);
    if (enclosed.clause === 'block') {
      const outer = this.#body;
      outer.steps.push({ kind: 'template', position: enclosed.position, name: body.name, pipe: enclosed.pipe });
      outer.tokens.actionPosition = undefined;
    }
  }

  /** Go lets the body around a block complain about it. */
  #misplaced(word: 'else' | 'end'): never {
    const enclosed = this.#enclosed.at(-1);
    if (enclosed === undefined) {
      return this.#file.tokens.fail(`unexpected {{${word}}}`);
    }
    const complainer = enclosed.clause === 'define' ? enclosed.body : (this.#enclosed.at(-2)?.body ?? this.#file);
    return complainer.tokens.fail(`unexpected {{${word}}} in ${enclosed.clause} clause`);
  }

  #block(outer: Body): void {
    const token = outer.tokens.nextNonSpace();
    const name = this.#templateName(outer.tokens, token, 'block clause');
    const pipe = outer.pipelines.parse('block clause');
    this.#enclosed.push({ body: this.#newBody(name), clause: 'block', position: token.position, pipe });
  }

  #template({ tokens, pipelines, steps }: Body): void {
    const token = tokens.nextNonSpace();
    const name = this.#templateName(tokens, token, 'template clause');
    let pipe: PipeNode | undefined;
    if (tokens.nextNonSpace().kind !== 'rightDelimiter') {
      tokens.backup();
      pipe = pipelines.parse('template clause');
    }
    steps.push({ kind: 'template', position: token.position, name, pipe });
  }

  #templateName(tokens: TokenReader, token: Token, context: string): string {
    if (token.kind !== 'string' && token.kind !== 'rawString') {
      tokens.unexpected(token, context);
    }
    return tokens.unquoted(token);
  }
}
