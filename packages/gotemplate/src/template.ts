import type { Program } from './compile/program.ts';
import { Effects } from './effects.ts';
import { Budget } from './execute/budget.ts';
import { Frame } from './execute/frame.ts';
import { Run } from './execute/run.ts';
import type { FunctionMap } from './function.ts';
import type { Limits } from './limits.ts';
import { isStackOverflow } from './stack-overflow.ts';
import { TemplateLimitError } from './template-error.ts';
import type { TemplateSet } from './template-set.ts';
import { joinRawBytes } from './text/bytes.ts';
import type { Value } from './value/value.ts';

export interface ExecuteOptions {
  limits?: Partial<Limits>;
  /** Take precedence over the functions given to parse, for those bound to one run. */
  functions?: FunctionMap;
  /** Counts on from one execution to the next, for functions that keep results between them. */
  effects?: Effects;
  /** Milliseconds, for the time limit. */
  clock?: () => number;
}

const NO_FUNCTIONS: FunctionMap = {};

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
    options.effects ?? new Effects(),
  );
}
