import type { FunctionMap } from './function.ts';
import type { Limits } from './limits.ts';
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

/** Templates that can call each other by name, as Go's associated templates: parse several files into one. */
export class TemplateSet {
  readonly options: ParseOptions;

  constructor(options: ParseOptions = {}) {
    this.options = options;
  }

  /** Adds a file under its name, and what it defines; an empty body replaces nothing. Throws TemplateError. */
  parse(_name: string, _text: string): Template {
    throw new Error('unreachable');
  }

  lookup(_name: string): Template | undefined {
    throw new Error('unreachable');
  }

  /** The names of all templates that have a body. */
  names(): string[] {
    throw new Error('unreachable');
  }

  /** A set of its own with the same templates: what is parsed into the one is not seen by the other. */
  clone(_options?: ParseOptions): TemplateSet {
    throw new Error('unreachable');
  }
}

/** One named template of a set. */
export class Template {
  readonly name: string;
  readonly set: TemplateSet;

  constructor(name: string, set: TemplateSet) {
    this.name = name;
    this.set = set;
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
    throw new Error('unreachable');
  }

  /** Runs the template; throws TemplateError with Go's text. */
  execute(_data: Value, _options?: ExecuteOptions): string {
    throw new Error('unreachable');
  }
}

/** Parses one template, and what it defines, into a set of its own. */
export function parseTemplate(name: string, text: string, options: ParseOptions = {}): Template {
  return new TemplateSet(options).parse(name, text);
}
