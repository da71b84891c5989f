import { BUILTINS } from './builtin/builtins.ts';
import { Program } from './compile/program.ts';
import { Definitions } from './definitions.ts';
import { FunctionScope } from './execute/run.ts';
import type { FunctionMap } from './function.ts';
import { isEmptyBody } from './parse/node.ts';
import { parseTrees } from './parse/parser.ts';
import { ParsedTexts } from './parsed-texts.ts';
import { Template } from './template.ts';

export interface ParseOptions {
  /** `{{` and `}}` if absent or empty. */
  delimiters?: readonly [string, string];
  /** Known to the parser beside Go's own; looked up again at execution. */
  functions?: FunctionMap;
  /** What a key that a map lacks gives: `<no value>`, the zero of the map's elements, or an error. */
  missingKey?: 'default' | 'invalid' | 'zero' | 'error';
}

/** Templates that can call each other by name, as Go's associated templates: parse several files into one. */
export class TemplateSet {
  readonly options: ParseOptions;
  #definitions = new Definitions();
  /** Those that were asked for. */
  readonly #templates = new Map<string, Template>();
  /** Of the last run. */
  #scope: { readonly functions: FunctionMap; readonly scope: FunctionScope } | undefined;
  /** Those that were come by. */
  #functionNames = new Set<string>();
  /** What clones parse. */
  #parsedTexts = new ParsedTexts();
  #isClone = false;

  constructor(options: ParseOptions = {}) {
    this.options = options;
  }

  /** Adds a file under its name, and what it defines; an empty body replaces nothing. Throws TemplateError. */
  parse(name: string, text: string): Template {
    const known = this.#isClone ? this.#parsedTexts.find(name, text) : undefined;
    const programs = known ?? this.#parse(name, text);
    for (const program of programs) {
      this.#define(program);
    }
    const own = programs.find((program) => program.tree.name === name);
    const found = this.lookup(name);
    // An empty file that replaces nothing still is what its own template runs.
    return found?.program === own && found !== undefined ? found : new Template(name, this, own);
  }

  #parse(name: string, text: string): readonly Program[] {
    const [left, right] = this.options.delimiters ?? ['', ''];
    const trees = parseTrees(
      { name, text },
      { delimiters: [left || '{{', right || '}}'], isFunction: (word) => this.#knows(word) },
    );
    const programs = Array.from(trees.values(), (tree) => new Program(tree));
    if (this.#isClone) {
      this.#parsedTexts.keep(name, text, programs);
    }
    return programs;
  }

  #knows(word: string): boolean {
    if (this.#functionNames.has(word)) {
      return true;
    }
    const isKnown = Object.hasOwn(BUILTINS, word) || Object.hasOwn(this.options.functions ?? {}, word);
    if (isKnown) {
      this.#functionNames.add(word);
    }
    return isKnown;
  }

  #define(program: Program): void {
    const { name, steps } = program.tree;
    if (isEmptyBody(steps) && this.#definitions.get(name) !== undefined) {
      return;
    }
    this.#definitions.set(name, program);
    this.#templates.delete(name);
  }

  lookup(name: string): Template | undefined {
    const known = this.#templates.get(name);
    if (known !== undefined) {
      return known;
    }
    const program = this.#definitions.get(name);
    if (program === undefined) {
      return undefined;
    }
    const template = new Template(name, this, program);
    this.#templates.set(name, template);
    return template;
  }

  /** The functions of a run; the same for the same ones, so that what was found for one run is found for the next. */
  scopeOf(functions: FunctionMap): FunctionScope {
    if (this.#scope?.functions !== functions) {
      this.#scope = { functions, scope: new FunctionScope([functions, this.options.functions ?? {}]) };
    }
    return this.#scope.scope;
  }

  /** The names of all templates that have a body. */
  names(): string[] {
    return this.#definitions.names();
  }

  /** A set of its own with the same templates: what is parsed into the one is not seen by the other. */
  clone(options: ParseOptions = this.options): TemplateSet {
    const copy = new TemplateSet(options);
    copy.#definitions = this.#definitions.copy();
    copy.#isClone = true;
    if (options === this.options) {
      copy.#parsedTexts = this.#parsedTexts;
      copy.#functionNames = this.#functionNames;
    }
    return copy;
  }
}

/** Parses one template, and what it defines, into a set of its own. */
export function parseTemplate(name: string, text: string, options: ParseOptions = {}): Template {
  return new TemplateSet(options).parse(name, text);
}
