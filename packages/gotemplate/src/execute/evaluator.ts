import { display } from '../format/printer.ts';
import type { Execution } from '../function.ts';
import type { BranchNode, ListNode, Node, TemplateNode } from '../parse/node.ts';
import { nodeText } from '../parse/node-text.ts';
import type { Template } from '../template.ts';
import { TemplateError, TemplateLimitError } from '../template-error.ts';
import { quote } from '../text/quote.ts';
import { isTrue, kindOf } from '../value/inspect.ts';
import type { Value } from '../value/value.ts';
import { eachElement } from './each-element.ts';
import { Frame } from './frame.ts';
import { Pipelines } from './pipelines.ts';
import type { Run } from './run.ts';
import type { Held } from './scope.ts';
import { isStackOverflow } from './stack-overflow.ts';

/** How a list of nodes ended. */
type Outcome = 'done' | 'break' | 'continue';

/** Walks one template with one dot; a template it calls gets an evaluator of its own. */
export class Evaluator implements Execution {
  readonly template: Template;
  readonly #run: Run;
  readonly #frame: Frame;
  readonly #pipelines: Pipelines;

  constructor(template: Template, run: Run, data: Value) {
    this.template = template;
    this.#run = run;
    this.#frame = new Frame(template, run, data);
    this.#pipelines = new Pipelines(this.#frame, this);
  }

  execute(): void {
    const { tree } = this.template;
    if (tree === undefined) {
      this.#frame.fail(`${quote(this.template.name)} is an incomplete or empty template`);
    }
    this.#walkList(tree.root);
  }

  render(template: Template, data: Value): string {
    const outer = this.#run.out;
    this.#run.out = '';
    try {
      this.#enter();
      new Evaluator(template, this.#run, data).execute();
      this.#run.budget.leave();
      return this.#run.out;
    } catch (error) {
      if (isStackOverflow(error)) {
        this.#tooDeep();
      }
      throw error;
    } finally {
      this.#run.out = outer;
    }
  }

  allow(size: number): void {
    this.#run.budget.allow(size);
  }

  #walkList(list: ListNode): Outcome {
    const { nodes } = list;
    let outcome: Outcome = 'done';
    for (let index = 0; index < nodes.length && outcome === 'done'; index++) {
      const node = nodes[index];
      outcome = node === undefined ? 'done' : this.#walk(node);
    }
    return outcome;
  }

  #walk(node: Node): Outcome {
    this.#run.budget.step();
    this.#frame.node = node;
    switch (node.kind) {
      case 'text':
        this.#write(node.text);
        return 'done';
      case 'action': {
        const value = this.#pipelines.evaluate(node.pipe);
        if (node.pipe.declarations.length === 0) {
          this.#print(node, value);
        }
        return 'done';
      }
      case 'if':
      case 'with':
        return this.#walkBranch(node);
      case 'range':
        this.#walkRange(node);
        return 'done';
      case 'template':
        this.#walkTemplate(node);
        return 'done';
      case 'list':
        return this.#walkList(node);
      default:
        return node.kind;
    }
  }

  #write(text: string): void {
    this.#run.budget.write(text.length);
    this.#run.out += text;
  }

  #print(node: Node, value: Value): void {
    this.#frame.node = node;
    if (value !== undefined && kindOf(value) === 'func') {
      this.#frame.fail(`can't print ${nodeText(node)} of type func()`);
    }
    this.#write(value === undefined || value === null ? '<no value>' : display(value));
  }

  #walkBranch(node: BranchNode): Outcome {
    const mark = this.#frame.scope.mark;
    const value = this.#pipelines.evaluate(node.pipe);
    let outcome: Outcome = 'done';
    if (isTrue(value)) {
      outcome = node.kind === 'with' ? this.#walkWithDot(value, node.list) : this.#walkList(node.list);
    } else if (node.elseList !== undefined) {
      outcome = this.#walkList(node.elseList);
    }
    this.#frame.scope.pop(mark);
    return outcome;
  }

  #walkWithDot(value: Value, list: ListNode): Outcome {
    const outer = this.#frame.dot;
    this.#frame.dot = { value, inInterface: false };
    const outcome = this.#walkList(list);
    this.#frame.dot = outer;
    return outcome;
  }

  #walkRange(node: BranchNode): void {
    const mark = this.#frame.scope.mark;
    const outer = this.#frame.dot;
    const value = this.#pipelines.evaluate(node.pipe);
    const count = eachElement(this.#frame, node, value, (index, element) => this.#iteration(node, index, element));
    this.#frame.dot = outer;
    if (count === 0 && node.elseList !== undefined) {
      this.#walkList(node.elseList);
    }
    this.#frame.scope.pop(mark);
  }

  /** False after a break. */
  #iteration(node: BranchNode, index: Value, element: Held): boolean {
    this.#run.budget.step();
    const { declarations, isAssign } = node.pipe;
    const mark = this.#frame.scope.mark;
    const [first, second] = declarations;
    if (first !== undefined) {
      const key: Held = { value: index, inInterface: false };
      if (isAssign) {
        this.#frame.assign(first, second === undefined ? element : key);
        if (second !== undefined) {
          this.#frame.assign(second, element);
        }
      } else {
        this.#frame.scope.setTop(1, element);
        if (second !== undefined) {
          this.#frame.scope.setTop(2, key);
        }
      }
    }
    this.#frame.dot = element;
    const outcome = this.#walkList(node.list);
    this.#frame.scope.pop(mark);
    return outcome !== 'break';
  }

  #walkTemplate(node: TemplateNode): void {
    const template = this.template.lookup(node.name);
    if (template === undefined) {
      this.#frame.fail(`template ${quote(node.name)} not defined`);
    } else {
      this.#enter();
      this.#descend(template, node);
      this.#run.budget.leave();
    }
  }

  #enter(): void {
    if (!this.#run.budget.enter()) {
      this.#tooDeep();
    }
  }

  #descend(template: Template, node: TemplateNode): void {
    try {
      const data = node.pipe === undefined ? undefined : this.#pipelines.evaluate(node.pipe);
      new Evaluator(template, this.#run, data).execute();
    } catch (error) {
      if (isStackOverflow(error)) {
        this.#frame.node = node;
        this.#tooDeep();
      }
      throw error;
    }
  }

  #tooDeep(): never {
    try {
      this.#frame.fail(`exceeded maximum template depth (${this.#run.budget.depthLimit})`);
    } catch (error) {
      if (error instanceof TemplateError) {
        const { templateName, line, column } = error;
        throw new TemplateLimitError(error.message, {
          templateName,
          line,
          ...(column === undefined ? {} : { column }),
        });
      }
      throw error;
    }
  }
}
