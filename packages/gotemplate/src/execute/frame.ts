import type { AnyNode, VariableNode } from '../parse/node.ts';
import { nodeText } from '../parse/node-text.ts';
import type { Template } from '../template.ts';
import { TemplateError } from '../template-error.ts';
import { byteLength } from '../text/bytes.ts';
import { quote } from '../text/quote.ts';
import type { Value } from '../value/value.ts';
import { ArgumentError } from './argument.ts';
import { FieldError } from './field.ts';
import type { Run } from './run.ts';
import { type Held, Scope } from './scope.ts';

/** One template being executed with one dot: what it sees, and where it is. */
export class Frame {
  readonly template: Template;
  readonly run: Run;
  readonly scope: Scope;
  dot: Held;
  /** Where Go would say that an error is. */
  node: AnyNode | undefined;

  constructor(template: Template, run: Run, data: Value) {
    this.template = template;
    this.run = run;
    this.scope = new Scope(data);
    this.dot = { value: data, inInterface: false };
    this.node = undefined;
  }

  assign(variable: VariableNode, held: Held): void {
    const name = variable.path[0] ?? '';
    if (!this.scope.set(name, held)) {
      this.fail(`undefined variable: ${name}`);
    }
  }

  fail(message: string, cause?: unknown): never {
    const { name } = this.template;
    if (this.node === undefined) {
      throw new TemplateError(`template: ${name}: ${message}`, { templateName: name, line: 0, cause });
    }
    const source = this.template.tree?.source ?? { name, text: '' };
    const before = source.text.slice(0, this.node.position);
    const lineStart = before.lastIndexOf('\n') + 1;
    const line = before.split('\n').length;
    const column = byteLength(before.slice(lineStart));
    const place = `${source.name}:${line}:${column}`;
    throw new TemplateError(`template: ${place}: executing ${quote(name)} at <${nodeText(this.node)}>: ${message}`, {
      templateName: source.name,
      line,
      column,
      cause,
    });
  }

  /** Gives an argument's problem its place. */
  rethrow(error: unknown): never {
    if (error instanceof ArgumentError || error instanceof FieldError) {
      this.fail(error.message);
    }
    throw error;
  }
}
