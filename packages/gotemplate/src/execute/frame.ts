import type { RunStep } from '../compile/program.ts';
import type { Effects } from '../effects.ts';
import type { Execution } from '../function.ts';
import { type AnyNode, DOT_SLOT, ROOT_SLOT } from '../parse/node.ts';
import { nodeText } from '../parse/node-text.ts';
import { isStackOverflow } from '../stack-overflow.ts';
import type { Template } from '../template.ts';
import { TemplateError, TemplateLimitError } from '../template-error.ts';
import { byteLength, joinRawBytes } from '../text/bytes.ts';
import { quote } from '../text/quote.ts';
import type { Value } from '../value/value.ts';
import type { Loop } from './loop.ts';
import type { Run } from './run.ts';

/** In the slot of a variable whose declaration was skipped. */
export const UNDECLARED = Symbol('undeclared');

export type Slot = Value | Loop | typeof UNDECLARED;

/** What a step returns that has a template called: it goes on with `resumeAt` afterwards. */
export const CALLS = -1;

/** One template being executed with one dot: what it sees, and where it is. */
export class Frame implements Execution {
  readonly template: Template;
  readonly run: Run;
  readonly slots: Slot[];
  readonly steps: readonly RunStep[];
  /** Where Go would say that an error is. */
  node: AnyNode | undefined = undefined;
  resumeAt = 0;
  callee: Frame | undefined = undefined;
  readonly caller: Frame | undefined;

  constructor(template: Template, run: Run, data: Value, caller?: Frame) {
    this.template = template;
    this.run = run;
    this.caller = caller;
    const { program } = template;
    if (program === undefined) {
      this.slots = [];
      this.steps = [];
      this.fail(`${quote(template.name)} is an incomplete or empty template`);
    }
    const slots: Slot[] = new Array(program.tree.slotCount);
    slots[DOT_SLOT] = data;
    slots[DOT_SLOT + 1] = false;
    slots[ROOT_SLOT] = data;
    slots[ROOT_SLOT + 1] = false;
    this.slots = slots;
    this.steps = program.steps;
  }

  /** The value in a slot that the compiler knows to hold one. */
  valueAt(slot: number): Value {
    return this.slots[slot] as Value;
  }

  setValue(slot: number, value: Value, inInterface: boolean): void {
    this.slots[slot] = value;
    this.slots[slot + 1] = inInterface;
  }

  /**
   * Runs the steps to their end. A template that is called by an action runs in the same loop: only what functions
   * render needs more of JavaScript's stack.
   */
  execute(): void {
    const { budget } = this.run;
    let frame: Frame = this;
    let at = 0;
    for (;;) {
      budget.step();
      const step = frame.steps[at];
      if (step !== undefined) {
        at = step(frame);
        if (at === CALLS && frame.callee !== undefined) {
          frame = frame.callee;
          at = 0;
        }
      } else if (frame === this || frame.caller === undefined) {
        return;
      } else {
        budget.leave();
        frame = frame.caller;
        at = frame.resumeAt;
      }
    }
  }

  /** Has a template called before the step at an index: for a step that returns CALLS. */
  call(template: Template, data: Value, resumeAt: number): void {
    this.resumeAt = resumeAt;
    this.callee = new Frame(template, this.run, data, this);
  }

  get effects(): Effects {
    return this.run.effects;
  }

  render(template: Template, data: Value): string {
    const { run } = this;
    const outer = run.out;
    this.enter();
    run.out = '';
    try {
      new Frame(template, run, data).execute();
    } catch (error) {
      run.out = outer;
      throw this.#renderError(error);
    }
    const text = joinRawBytes(run.out);
    run.out = outer;
    run.budget.leave();
    return text;
  }

  #renderError(error: unknown): unknown {
    this.run.budget.leave();
    return isStackOverflow(error) ? this.#tooDeep('') : error;
  }

  allow(size: number): void {
    this.run.budget.allow(size);
  }

  enter(): void {
    if (!this.run.budget.enter()) {
      throw this.#tooDeep(` (${this.run.budget.depthLimit})`);
    }
  }

  /** With the limit, unless JavaScript's stack was used up before it. */
  #tooDeep(limit: string): TemplateLimitError {
    const { message, templateName, line, column } = this.#error(`exceeded maximum template depth${limit}`);
    return new TemplateLimitError(message, { templateName, line, ...(column === undefined ? {} : { column }) });
  }

  fail(message: string, cause?: unknown): never {
    throw this.#error(message, cause);
  }

  #error(message: string, cause?: unknown): TemplateError {
    const { name, program } = this.template;
    if (this.node === undefined || program === undefined) {
      return new TemplateError(`template: ${name}: ${message}`, { templateName: name, line: 0, cause });
    }
    const { source } = program.tree;
    const before = source.text.slice(0, this.node.position);
    const lineStart = before.lastIndexOf('\n') + 1;
    const line = before.split('\n').length;
    const column = byteLength(before.slice(lineStart));
    const place = `${source.name}:${line}:${column}`;
    return new TemplateError(`template: ${place}: executing ${quote(name)} at <${nodeText(this.node)}>: ${message}`, {
      templateName: source.name,
      line,
      column,
      cause,
    });
  }
}
