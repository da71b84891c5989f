import { BUILTINS } from './builtin/builtins.ts';
import { Program } from './compile/program.ts';
import { Budget } from './execute/budget.ts';
import { Frame } from './execute/frame.ts';
import { FunctionScope, Run } from './execute/run.ts';
import type { FunctionMap } from './function.ts';
import type { Limits } from './limits.ts';
import { isEmptyBody, type Tree } from './parse/node.ts';
import { parseTrees } from './parse/parser.ts';
import { isStackOverflow } from './stack-overflow.ts';
import { TemplateLimitError } from './template-error.ts';
import { joinRawBytes } from './text/bytes.ts';
import type { Value } from './value/value.ts';

export interface ParseOptions {
  /** `{{` and `}}` if absent or empty. */
  delimiters?: readonly [string, string];
  /** Known to the parser beside Go's own; looked up again at execution. */
  functions?: FunctionMap;
  /** What a key that a map lacks gives: `<no value>`, the zero of the map's elements, or an error. */
  missingKey?: 'default' | 'invalid' | 'zero' | 'error';
}

export interface ExecuteOptions {
  limits?: Partial<Limits>;
  /** Take precedence over the functions given to parse, for those bound to one run. */
  functions?: FunctionMap;
  /** Milliseconds, for the time limit. */
  clock?: () => number;
}

const NO_FUNCTIONS: FunctionMap = {};

/** Templates that can call each other by name, as Go's associated templates: parse several files into one. */
export class TemplateSet {
  readonly options: ParseOptions;
  readonly #templates = new Map<string, Template>();
  /** Of the last run. */
  #scope: { readonly functions: FunctionMap; readonly scope: FunctionScope } | undefined;

  constructor(options: ParseOptions = {}) {
    this.options = options;
  }

  /** Adds a file under its name, and what it defines; an empty body replaces nothing. Throws TemplateError. */
  parse(name: string, text: string): Template {
    const [left, right] = this.options.delimiters ?? ['', ''];
    const trees = parseTrees(
      { name, text },
      { delimiters: [left || '{{', right || '}}'], isFunction: (word) => this.#knows(word) },
    );
    for (const tree of trees.values()) {
      this.#associate(tree);
    }
    return this.#templates.get(name) ?? new Template(name, this, undefined);
  }

  #knows(word: string): boolean {
    return Object.hasOwn(BUILTINS, word) || Object.hasOwn(this.options.functions ?? {}, word);
  }

  #associate(tree: Tree): void {
    if (isEmptyBody(tree.steps) && this.#templates.has(tree.name)) {
      return;
    }
    this.#templates.set(tree.name, new Template(tree.name, this, new Program(tree)));
  }

  lookup(name: string): Template | undefined {
    return this.#templates.get(name);
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
    return [...this.#templates.keys()];
  }

  /** A set of its own with the same templates: what is parsed into the one is not seen by the other. */
  clone(options: ParseOptions = this.options): TemplateSet {
    const copy = new TemplateSet(options);
    for (const [name, template] of this.#templates) {
      copy.#templates.set(name, new Template(name, copy, template.program));
    }
    return copy;
  }
}

/** One named template of a set. */
export class Template {
  readonly name: string;
  readonly set: TemplateSet;
  /** Its body; undefined where there is none. */
  readonly program: Program | undefined;

  constructor(name: string, set: TemplateSet, program: Program | undefined) {
    this.name = name;
    this.set = set;
    this.program = program;
  }

  /** Another template of the same set. */
  lookup(name: string): Template | undefined {
    return this.set.lookup(name);
  }

  /** Parses more text as the body of this template and as definitions beside it. */
  parse(text: string): Template {
    return this.set.parse(this.name, text);
  }

  /** This template in a clone of its set. */
  clone(): Template {
    const set = this.set.clone();
    return set.lookup(this.name) ?? new Template(this.name, set, this.program);
  }

  /** Runs the template; throws TemplateError with Go's text. */
  execute(data: Value, options: ExecuteOptions = {}): string {
    const run = startRun(this, options);
    try {
      new Frame(this, run, data).execute();
    } catch (error) {
      throw error instanceof RangeError || isStackOverflow(error) ? outgrown(this.name, error) : error;
    }
    return joinRawBytes(run.out);
  }
}

/** JavaScript's own limits: its stack, and the length of its strings. */
function outgrown(templateName: string, cause: unknown): TemplateLimitError {
  const what = isStackOverflow(cause) ? 'template depth' : 'output size';
  return new TemplateLimitError(`template: ${templateName}: exceeded maximum ${what}`, {
    templateName,
    line: 0,
    cause,
  });
}

function startRun({ name, set }: Template, options: ExecuteOptions): Run {
  const { missingKey = 'default' } = set.options;
  const budget = new Budget(name, options.limits ?? {}, options.clock ?? Date.now);
  return new Run(
    set.scopeOf(options.functions ?? NO_FUNCTIONS),
    budget,
    missingKey === 'invalid' ? 'default' : missingKey,
  );
}

/** Parses one template, and what it defines, into a set of its own. */
export function parseTemplate(name: string, text: string, options: ParseOptions = {}): Template {
  return new TemplateSet(options).parse(name, text);
}
