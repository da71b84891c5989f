export type TokenKind =
  | 'stream-end'
  | 'version-directive'
  | 'tag-directive'
  | 'document-start'
  | 'document-end'
  | 'block-sequence-start'
  | 'block-mapping-start'
  | 'block-end'
  | 'flow-sequence-start'
  | 'flow-sequence-end'
  | 'flow-mapping-start'
  | 'flow-mapping-end'
  | 'block-entry'
  | 'flow-entry'
  | 'key'
  | 'value'
  | 'alias'
  | 'anchor'
  | 'tag'
  | 'scalar';

/** One of the pieces that a YAML text consists of. */
export interface Token {
  kind: TokenKind;
  /** Where it begins, from 0. */
  line: number;
  /** The content of a scalar, the name of an anchor or alias, the handle of a tag or directive, a version. */
  text: string;
  /** The rest of a tag, or the prefix that a directive gives to a handle. */
  suffix: string;
  /** A scalar without quotes or block indicator, so that it may be something else than text. */
  isPlain: boolean;
  /** The flow level on which this token may still turn out to begin a key; -1 if it cannot. */
  keyLevel: number;
}

export function token(kind: TokenKind, line: number, text = '', isPlain = false, keyLevel = -1, suffix = ''): Token {
  return { kind, line, text, suffix, isPlain, keyLevel };
}
