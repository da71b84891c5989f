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

export interface ListNode extends Located {
  readonly kind: 'list';
  readonly nodes: Node[];
}

export interface TextNode extends Located {
  readonly kind: 'text';
  readonly text: string;
}

export interface ActionNode extends Located {
  readonly kind: 'action';
  readonly pipe: PipeNode;
}

export interface BranchNode extends Located {
  readonly kind: 'if' | 'with' | 'range';
  readonly pipe: PipeNode;
  readonly list: ListNode;
  readonly elseList: ListNode | undefined;
}

export interface LoopExitNode extends Located {
  readonly kind: 'break' | 'continue';
}

export interface TemplateNode extends Located {
  readonly kind: 'template';
  readonly name: string;
  readonly pipe: PipeNode | undefined;
}

export interface PipeNode extends Located {
  readonly kind: 'pipe';
  isAssign: boolean;
  readonly declarations: VariableNode[];
  readonly commands: CommandNode[];
}

export interface CommandNode extends Located {
  readonly kind: 'command';
  readonly args: OperandNode[];
}

export interface IdentifierNode extends Located {
  readonly kind: 'identifier';
  readonly name: string;
}

export interface VariableNode extends Located {
  readonly kind: 'variable';
  /** The name with its dollar, then the fields. */
  readonly path: readonly string[];
}

export interface FieldNode extends Located {
  readonly kind: 'field';
  readonly path: readonly string[];
}

export interface ChainNode extends Located {
  readonly kind: 'chain';
  readonly base: OperandNode;
  readonly path: readonly string[];
}

export interface DotNode extends Located {
  readonly kind: 'dot';
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

/** What a list holds once parsed. */
export type Node = TextNode | ActionNode | BranchNode | LoopExitNode | TemplateNode | ListNode;

/** What ends a list while parsing. */
export type ListEnd = EndNode | ElseNode;

interface EndNode extends Located {
  readonly kind: 'end';
}

interface ElseNode extends Located {
  readonly kind: 'else';
}

export type AnyNode = Node | OperandNode | CommandNode | ListEnd;

/** The body of one named template. */
export interface Tree {
  readonly name: string;
  readonly source: Source;
  readonly root: ListNode;
}

/** Whether a body holds nothing but space. */
export function isEmptyList(list: ListNode): boolean {
  return list.nodes.every((node) => node.kind === 'text' && trimSpace(node.text) === '');
}
