/** What a YAML text says, before it is known what its scalars stand for. Lines count from 0. */
export type Node = ScalarNode | SequenceNode | MappingNode | AliasNode;

export interface ScalarNode {
  kind: 'scalar';
  line: number;
  /** In full, as in `tag:yaml.org,2002:str`; empty when there is none. */
  tag: string;
  text: string;
  /** Nothing says that it is text, so what it looks like counts. */
  isImplicit: boolean;
}

export interface SequenceNode {
  kind: 'sequence';
  line: number;
  items: Node[];
}

export interface MappingNode {
  kind: 'mapping';
  line: number;
  /** Keys and values in turn. */
  members: Node[];
}

export interface AliasNode {
  kind: 'alias';
  line: number;
  name: string;
  target: Node;
}

/** Quoted, it is a key like any other. */
export function isMerge(node: Node): boolean {
  return node.kind === 'scalar' && node.text === '<<' && (node.isImplicit || node.tag === 'tag:yaml.org,2002:merge');
}
