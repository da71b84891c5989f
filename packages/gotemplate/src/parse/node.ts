import { trimSpace } from '../text/space.ts';
import type { NumberLiteral } from './number-literal.ts';

/** The file a node comes from, for places in messages. */
export interface Source {
  name: string;
  text: string;
}

interface Located {
  /** Index in the source's text. */
  readonly position: number;
}

export interface TextStep {
  readonly kind: 'text';
  readonly text: string;
}

export interface ActionStep extends Located {
  readonly kind: 'action';
  readonly pipe: PipeNode;
}

/** Goes on with the next step if the pipe's value is true, else with `otherwise`. */
export interface BranchStep extends Located {
  readonly kind: 'if' | 'with';
  readonly pipe: PipeNode;
  /** The dot of a `with`. */
  readonly dot: number;
  otherwise: number;
}

/** Begins a loop: the next step is its `next`; without elements goes to `otherwise`. */
export interface RangeStep extends Located {
  readonly kind: 'range';
  readonly pipe: PipeNode;
  readonly loop: number;
  otherwise: number;
}

/** Takes the next element and goes on with its body, or to `after`. */
export interface NextStep {
  readonly kind: 'next';
  readonly range: RangeStep;
  readonly dot: number;
  after: number;
}

export interface JumpStep {
  readonly kind: 'jump';
  to: number;
}

export interface TemplateStep extends Located {
  readonly kind: 'template';
  readonly name: string;
  readonly pipe: PipeNode | undefined;
}

/** What a body consists of: blocks are steps and jumps, so that their depth needs no stack, to parse or to run. */
export type Step = TextStep | ActionStep | BranchStep | RangeStep | NextStep | JumpStep | TemplateStep;

export interface PipeNode extends Located {
  readonly kind: 'pipe';
  readonly isAssign: boolean;
  readonly declarations: readonly VariableNode[];
  readonly commands: readonly CommandNode[];
  /** Variables that are not declared yet when it begins, because only a part of it that may be skipped declares them. */
  readonly uncertain: readonly number[];
}

export interface CommandNode extends Located {
  readonly kind: 'command';
  readonly args: readonly OperandNode[];
}

export interface IdentifierNode extends Located {
  readonly kind: 'identifier';
  readonly name: string;
}

export interface VariableNode extends Located {
  readonly kind: 'variable';
  /** The name with its dollar, then the fields. */
  readonly path: readonly string[];
  /** Where the value lies: in the first of these slots that was declared; nowhere if there is none. */
  readonly slots: readonly number[];
  /** Whether the last of these always is declared. */
  readonly isCertain: boolean;
}

export interface FieldNode extends Located {
  readonly kind: 'field';
  /** The slot of the dot. */
  readonly dot: number;
  readonly path: readonly string[];
}

export interface ChainNode extends Located {
  readonly kind: 'chain';
  readonly base: OperandNode;
  readonly path: readonly string[];
}

export interface DotNode extends Located {
  readonly kind: 'dot';
  /** Its slot. */
  readonly slot: number;
}

export interface NilNode extends Located {
  readonly kind: 'nil';
}

export interface BoolNode extends Located {
  readonly kind: 'bool';
  readonly value: boolean;
}

export interface NumberNode extends Located, NumberLiteral {
  readonly kind: 'number';
}

export interface StringNode extends Located {
  readonly kind: 'string';
  readonly quoted: string;
  readonly text: string;
}

export type OperandNode =
  | IdentifierNode
  | VariableNode
  | FieldNode
  | ChainNode
  | DotNode
  | NilNode
  | BoolNode
  | NumberNode
  | StringNode
  | PipeNode;

/** What a message can point at. */
export type AnyNode = ActionStep | TemplateStep | OperandNode | CommandNode;

/**
 * The body of one named template. A frame that runs it has slots: a variable or a dot has two of them, its value and
 * whether Go holds that in an interface; a loop has one.
 */
export interface Tree {
  readonly name: string;
  readonly source: Source;
  readonly steps: readonly Step[];
  readonly slotCount: number;
}

/** Where every body finds the dot and the `$` that it is given. */
export const DOT_SLOT = 0;
export const ROOT_SLOT = 2;

/** Whether a body holds nothing but space. */
export function isEmptyBody(steps: readonly Step[]): boolean {
  return steps.every((step) => step.kind === 'text' && trimSpace(step.text) === '');
}
