import type { Json } from '@violet/machinery';

/** A JSON type, `any`, or several joined by `|`. */
export interface ScalarFacts {
  kind: 'scalar';
  type: string;
  format?: string;
}

/** The type of a field: a scalar, a definition, or a list or map of another type. */
export type TypeFacts =
  | ScalarFacts
  | { kind: 'reference'; definition: string }
  | { kind: 'list'; of: TypeFacts }
  | { kind: 'map'; of: TypeFacts };

/** One line of a facts file, read; see `facts/README.md`. */
export interface FieldFacts {
  numbers: number[];
  alwaysWritten: boolean;
  pointer: boolean;
  type: TypeFacts;
  required: boolean;
  /** list, keys, map, patch, merge. */
  attributes: Record<string, string>;
  default?: Json;
}

/** Reads one line. Written without expressions: thousands of lines are read while a cluster starts. */
export function parseFieldFacts(line: string, prefix: string): FieldFacts {
  const defaultAt = line.indexOf(' default=');
  const [head = '', type = '', ...words] = (defaultAt < 0 ? line : line.slice(0, defaultAt)).split(' ');
  const attributes: Record<string, string> = {};
  for (const word of words) {
    const equals = word.indexOf('=');
    if (equals > 0) attributes[word.slice(0, equals)] = word.slice(equals + 1);
  }
  const alwaysWritten = head.includes('!');
  const pointer = head.endsWith('*');
  const numbers = head.slice(0, head.length - (alwaysWritten ? 1 : 0) - (pointer ? 1 : 0));
  return {
    numbers: numbers.split('.').map(Number),
    alwaysWritten,
    pointer,
    type: parseTypeFacts(type, prefix),
    required: words.includes('required'),
    attributes,
    ...(defaultAt < 0 ? {} : { default: JSON.parse(line.slice(defaultAt + ' default='.length)) as Json }),
  };
}

export function parseTypeFacts(text: string, prefix: string): TypeFacts {
  if (text.startsWith('[]')) return { kind: 'list', of: parseTypeFacts(text.slice(2), prefix) };
  if (text.startsWith('{}')) return { kind: 'map', of: parseTypeFacts(text.slice(2), prefix) };
  if (text.startsWith('io.')) return { kind: 'reference', definition: text };
  if (text.charAt(0) <= 'Z') return { kind: 'reference', definition: prefix + text };
  const [type = '', format] = text.split('/');
  return { kind: 'scalar', type, ...(format === undefined ? {} : { format }) };
}
