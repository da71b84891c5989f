import { display } from '../format/printer.ts';
import type { Execution, GoFunction } from '../function.ts';
import type {
  AnyNode,
  BranchNode,
  ChainNode,
  CommandNode,
  FieldNode,
  IdentifierNode,
  ListNode,
  Node,
  OperandNode,
  PipeNode,
  TemplateNode,
  VariableNode,
} from '../parse/node.ts';
import { nodeText } from '../parse/node-text.ts';
import type { Template } from '../template.ts';
import { TemplateError, TemplateLimitError } from '../template-error.ts';
import { byteLength } from '../text/bytes.ts';
import { quote } from '../text/quote.ts';
import { readEntry, sortedKeys } from '../value/entries.ts';
import { entriesOf, holdsInterfaces, integerOf, isTrue, itemsOf, kindOf } from '../value/inspect.ts';
import { goInt, type Value } from '../value/value.ts';
import { type Argument, ArgumentError, acceptLiteral, acceptValue, literalValue } from './argument.ts';
import { FieldError, lookUpField } from './field.ts';
import type { FoundFunction, Run } from './run.ts';
import { type Held, Scope } from './scope.ts';

/** No value comes through the pipe. */
const MISSING = Symbol('missing');
type Final = Value | typeof MISSING;

const NO_ARGUMENTS: readonly OperandNode[] = [];

/** How a list of nodes ended. */
type Outcome = 'done' | 'break' | 'continue';

/** Walks one template with one dot; a template it calls gets an evaluator of its own. */
export class Evaluator implements Execution {
  readonly template: Template;
  readonly #run: Run;
  readonly #scope: Scope;
  #dot: Held;
  /** Where Go would say that an error is. */
  #node: AnyNode | undefined;

  constructor(template: Template, run: Run, data: Value) {
    this.template = template;
    this.#run = run;
    this.#scope = new Scope(data);
    this.#dot = { value: data, inInterface: false };
  }

  execute(): void {
    const { tree } = this.template;
    if (tree === undefined) {
      this.#fail(`${quote(this.template.name)} is an incomplete or empty template`);
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
    } finally {
      this.#run.out = outer;
    }
  }

  allow(size: number): void {
    this.#run.budget.allow(size);
  }

  #fail(message: string, cause?: unknown): never {
    const { name } = this.template;
    if (this.#node === undefined) {
      throw new TemplateError(`template: ${name}: ${message}`, { templateName: name, line: 0, cause });
    }
    const source = this.template.tree?.source ?? { name, text: '' };
    const before = source.text.slice(0, this.#node.position);
    const lineStart = before.lastIndexOf('\n') + 1;
    const line = before.split('\n').length;
    const column = byteLength(before.slice(lineStart));
    const place = `${source.name}:${line}:${column}`;
    throw new TemplateError(`template: ${place}: executing ${quote(name)} at <${nodeText(this.#node)}>: ${message}`, {
      templateName: source.name,
      line,
      column,
      cause,
    });
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
    this.#node = node;
    switch (node.kind) {
      case 'text':
        this.#write(node.text);
        return 'done';
      case 'action': {
        const value = this.#evaluatePipe(node.pipe);
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
    this.#node = node;
    if (value !== undefined && kindOf(value) === 'func') {
      this.#fail(`can't print ${nodeText(node)} of type func()`);
    }
    this.#write(value === undefined || value === null ? '<no value>' : display(value));
  }

  #walkBranch(node: BranchNode): Outcome {
    const mark = this.#scope.mark;
    const value = this.#evaluatePipe(node.pipe);
    let outcome: Outcome = 'done';
    if (isTrue(value)) {
      outcome = node.kind === 'with' ? this.#walkWithDot(value, node.list) : this.#walkList(node.list);
    } else if (node.elseList !== undefined) {
      outcome = this.#walkList(node.elseList);
    }
    this.#scope.pop(mark);
    return outcome;
  }

  #walkWithDot(value: Value, list: ListNode): Outcome {
    const outer = this.#dot;
    this.#dot = { value, inInterface: false };
    const outcome = this.#walkList(list);
    this.#dot = outer;
    return outcome;
  }

  #walkRange(node: BranchNode): void {
    const mark = this.#scope.mark;
    const outer = this.#dot;
    const value = this.#evaluatePipe(node.pipe);
    const count = this.#iterate(node, value);
    this.#dot = outer;
    if (count === 0 && node.elseList !== undefined) {
      this.#walkList(node.elseList);
    }
    this.#scope.pop(mark);
  }

  /** How many iterations there were. */
  #iterate(node: BranchNode, value: Value): number {
    const inInterface = holdsInterfaces(value);
    const items = itemsOf(value);
    if (items !== undefined) {
      for (let index = 0; index < items.length; index++) {
        if (!this.#iteration(node, goInt(index), { value: items[index] ?? null, inInterface })) {
          break;
        }
      }
      return items.length;
    }
    const entries = entriesOf(value);
    if (entries !== undefined) {
      const keys = sortedKeys(entries);
      for (const key of keys) {
        if (!this.#iteration(node, key, { value: readEntry(entries, key), inInterface })) {
          break;
        }
      }
      return keys.length;
    }
    return this.#iterateInteger(node, value);
  }

  #iterateInteger(node: BranchNode, value: Value): number {
    if (value === undefined || value === null) {
      return 0;
    }
    const end = integerOf(value);
    if (end === undefined) {
      return this.#fail(`range can't iterate over ${display(value)}`);
    }
    if (node.pipe.declarations.length > 1) {
      this.#fail(`can't use ${display(value)} to iterate over more than one variable`);
    }
    const isInt64 = typeof value === 'bigint';
    for (let at = 0n; at < end; at++) {
      if (!this.#iteration(node, undefined, { value: isInt64 ? at : goInt(at), inInterface: false })) {
        break;
      }
    }
    return end > 0n ? 1 : 0;
  }

  /** False after a break. */
  #iteration(node: BranchNode, index: Value, element: Held): boolean {
    this.#run.budget.step();
    const { declarations, isAssign } = node.pipe;
    const mark = this.#scope.mark;
    const [first, second] = declarations;
    if (first !== undefined) {
      const key: Held = { value: index, inInterface: false };
      if (isAssign) {
        this.#assign(first, second === undefined ? element : key);
        if (second !== undefined) {
          this.#assign(second, element);
        }
      } else {
        this.#scope.setTop(1, element);
        if (second !== undefined) {
          this.#scope.setTop(2, key);
        }
      }
    }
    this.#dot = element;
    const outcome = this.#walkList(node.list);
    this.#scope.pop(mark);
    return outcome !== 'break';
  }

  #walkTemplate(node: TemplateNode): void {
    const template = this.template.lookup(node.name);
    if (template === undefined) {
      this.#fail(`template ${quote(node.name)} not defined`);
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
      const data = node.pipe === undefined ? undefined : this.#evaluatePipe(node.pipe);
      new Evaluator(template, this.#run, data).execute();
    } catch (error) {
      if (isStackOverflow(error)) {
        this.#node = node;
        this.#tooDeep();
      }
      throw error;
    }
  }

  #tooDeep(): never {
    try {
      this.#fail(`exceeded maximum template depth (${this.#run.budget.depthLimit})`);
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

  #evaluatePipe(pipe: PipeNode): Value {
    this.#node = pipe;
    const { commands, declarations } = pipe;
    let value: Final = MISSING;
    for (let index = 0; index < commands.length; index++) {
      value = this.#evaluateCommand(commands[index], value) ?? undefined;
    }
    const result = value === MISSING ? undefined : value;
    if (declarations.length > 0) {
      this.#declare(pipe, result);
    }
    return result;
  }

  #declare({ declarations, isAssign }: PipeNode, value: Value): void {
    for (const variable of declarations) {
      if (isAssign) {
        this.#assign(variable, { value, inInterface: false });
      } else {
        this.#scope.push(variable.path[0] ?? '', value);
      }
    }
  }

  #assign(variable: VariableNode, held: Held): void {
    const name = variable.path[0] ?? '';
    if (!this.#scope.set(name, held)) {
      this.#fail(`undefined variable: ${name}`);
    }
  }

  #evaluateCommand(command: CommandNode | undefined, final: Final): Value {
    const args = command?.args ?? NO_ARGUMENTS;
    const first = args[0];
    switch (first?.kind) {
      case 'field':
        return this.#evaluateField(first, args, final);
      case 'chain':
        return this.#evaluateChain(first, args, final);
      case 'identifier':
        return this.#evaluateFunction(first, command ?? first, args, final);
      case 'pipe':
        this.#refuseArguments(args, final);
        return this.#evaluatePipe(first);
      case 'variable':
        return this.#evaluateVariable(first, args, final);
    }
    this.#node = first;
    this.#refuseArguments(args, final);
    switch (first?.kind) {
      case 'dot':
        return this.#dot.value;
      case 'nil':
        return this.#fail('nil is not a command');
      default:
        return first === undefined ? undefined : this.#literal(first);
    }
  }

  #literal(node: OperandNode): Value {
    try {
      return literalValue(node);
    } catch (error) {
      return this.#rethrow(error);
    }
  }

  /** Gives an argument's problem its place. */
  #rethrow(error: unknown): never {
    if (error instanceof ArgumentError || error instanceof FieldError) {
      this.#fail(error.message);
    }
    throw error;
  }

  #refuseArguments(args: readonly OperandNode[], final: Final): void {
    const first = args[0];
    if (first !== undefined && (args.length > 1 || final !== MISSING)) {
      this.#fail(`can't give argument to non-function ${nodeText(first)}`);
    }
  }

  #evaluateField(node: FieldNode, args: readonly OperandNode[], final: Final): Value {
    this.#node = node;
    return this.#evaluatePath(this.#dot, { node, path: node.path, from: 0 }, args, final);
  }

  #evaluateVariable(node: VariableNode, args: readonly OperandNode[], final: Final): Value {
    this.#node = node;
    const name = node.path[0] ?? '';
    const held = this.#scope.find(name);
    if (held === undefined) {
      return this.#fail(`undefined variable: ${name}`);
    }
    if (node.path.length === 1) {
      this.#refuseArguments(args, final);
      return held.value;
    }
    return this.#evaluatePath(held, { node, path: node.path, from: 1 }, args, final);
  }

  #evaluateChain(node: ChainNode, args: readonly OperandNode[], final: Final): Value {
    this.#node = node;
    if (node.base.kind === 'nil') {
      this.#fail(`indirection through explicit nil in ${nodeText(node)}`);
    }
    const value = this.#operandValue(node.base);
    return this.#evaluatePath({ value, inInterface: false }, { node, path: node.path, from: 0 }, args, final);
  }

  #evaluatePath(
    start: Held,
    chain: { node: OperandNode; path: readonly string[]; from: number },
    args: readonly OperandNode[],
    final: Final,
  ): Value {
    const { node, path } = chain;
    const last = path.length - 1;
    let held = start;
    for (let index = chain.from; index < last; index++) {
      held = this.#field(held, path[index] ?? '', { node, args: NO_ARGUMENTS, final: MISSING });
    }
    return this.#field(held, path[last] ?? '', { node, args, final }).value;
  }

  #field(receiver: Held, name: string, call: { node: OperandNode; args: readonly OperandNode[]; final: Final }): Held {
    const hasArguments = call.args.length > 1 || call.final !== MISSING;
    try {
      const found = lookUpField(receiver, name, { hasArguments, missingKey: this.#run.missingKey });
      if (found.method === undefined) {
        return found;
      }
      const { node: at, args, final } = call;
      const value = this.#call({ fn: found.method, isBuiltin: false }, name, { at, args, final });
      return { value, inInterface: false };
    } catch (error) {
      return this.#rethrow(error);
    }
  }

  #evaluateFunction(node: IdentifierNode, at: AnyNode, args: readonly OperandNode[], final: Final): Value {
    this.#node = node;
    const found = this.#run.findFunction(node.name);
    if (found === undefined) {
      return this.#fail(`${quote(node.name)} is not a defined function`);
    }
    return this.#call(found, node.name, { at, args, final });
  }

  #call(found: FoundFunction, name: string, call: { at: AnyNode; args: readonly OperandNode[]; final: Final }): Value {
    const { fn, isBuiltin } = found;
    const { at, args, final } = call;
    const written = Math.max(args.length - 1, 0);
    this.#checkCount(fn, name, written, final);
    if (isBuiltin && (name === 'and' || name === 'or')) {
      return this.#shortCircuit(name, args, final);
    }
    const values: Argument[] = isBuiltin && name === 'call' ? [calleeName(args[1], final)] : [];
    for (let index = 0; index < written; index++) {
      values.push(this.#argument(args[index + 1], parameterAt(fn, index)));
    }
    if (final !== MISSING) {
      values.push(this.#accept(final, parameterAt(fn, written)));
    }
    return this.#invoke(fn, name, values, at);
  }

  #checkCount(fn: GoFunction, name: string, written: number, final: Final): void {
    const given = final === MISSING ? written : written + 1;
    const wanted = fn.parameters.length;
    if (fn.rest !== undefined) {
      if (given < wanted) {
        this.#fail(`wrong number of args for ${name}: want at least ${wanted} got ${written}`);
      }
    } else if (given !== wanted) {
      this.#fail(`wrong number of args for ${name}: want ${wanted} got ${given}`);
    }
  }

  #shortCircuit(name: 'and' | 'or', args: readonly OperandNode[], final: Final): Value {
    let value: Value;
    for (let index = 1; index < args.length; index++) {
      value = this.#argument(args[index], 'reflect') as Value;
      if (isTrue(value) === (name === 'or')) {
        return value;
      }
    }
    return final === MISSING ? value : final;
  }

  #invoke(fn: GoFunction, name: string, values: Argument[], at: AnyNode): Value {
    try {
      // The arguments were checked against the parameters one by one.
      return fn.call(values as never, this);
    } catch (error) {
      if (error instanceof TemplateLimitError || isOurMistake(error)) {
        throw error;
      }
      this.#node = at;
      return this.#fail(`error calling ${name}: ${error instanceof Error ? error.message : String(error)}`, error);
    }
  }

  #accept(value: Value, type: GoFunction['parameters'][number]): Argument {
    try {
      return acceptValue(value, type);
    } catch (error) {
      return this.#rethrow(error);
    }
  }

  #argument(node: OperandNode | undefined, type: GoFunction['parameters'][number]): Argument {
    this.#node = node;
    if (node === undefined) {
      return undefined;
    }
    switch (node.kind) {
      case 'string':
      case 'number':
      case 'bool':
      case 'nil':
        return this.#literalArgument(node, type);
      default:
        return this.#accept(this.#operandValue(node), type);
    }
  }

  #literalArgument(node: OperandNode, type: GoFunction['parameters'][number]): Argument {
    try {
      return acceptLiteral(node, type);
    } catch (error) {
      return this.#rethrow(error);
    }
  }

  #operandValue(node: OperandNode): Value {
    this.#node = node;
    switch (node.kind) {
      case 'dot':
        return this.#dot.value;
      case 'field':
        return this.#evaluateField(node, NO_ARGUMENTS, MISSING);
      case 'variable':
        return this.#evaluateVariable(node, NO_ARGUMENTS, MISSING);
      case 'pipe':
        return this.#evaluatePipe(node);
      case 'identifier':
        return this.#evaluateFunction(node, node, NO_ARGUMENTS, MISSING);
      case 'chain':
        return this.#evaluateChain(node, NO_ARGUMENTS, MISSING);
      default:
        return this.#literal(node);
    }
  }
}

function parameterAt(fn: GoFunction, index: number): GoFunction['parameters'][number] {
  return fn.parameters[index] ?? fn.rest ?? 'any';
}

function calleeName(first: OperandNode | undefined, final: Final): string {
  return first === undefined ? display(final === MISSING ? undefined : final) : nodeText(first);
}

function isStackOverflow(error: unknown): boolean {
  return error instanceof RangeError && error.message.includes('call stack');
}

/** Errors that no function throws on purpose, and a stack that ran out: not the template author's to read. */
function isOurMistake(error: unknown): boolean {
  return error instanceof TypeError || error instanceof ReferenceError || error instanceof RangeError;
}
