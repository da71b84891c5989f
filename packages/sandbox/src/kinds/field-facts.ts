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

const head = /^([\d.]+)(!?)(\*?) (\S+)/;

export function parseFieldFacts(line: string, prefix: string): FieldFacts {
  const [, numbers = '', always, pointer, type = ''] = head.exec(line) ?? [];
  const facts: FieldFacts = {
    numbers: numbers.split('.').map(Number),
    alwaysWritten: always === '!',
    pointer: pointer === '*',
    type: parseTypeFacts(type, prefix),
    required: line.includes(' required'),
    attributes: Object.fromEntries(
      [...line.matchAll(/ (list|keys|map|patch|merge)=(\S+)/g)].map(([, key, value]) => [key, value]),
    ),
  };
  const fallback = / default=(.+)$/.exec(line)?.[1];
  if (fallback !== undefined) facts.default = JSON.parse(fallback) as Json;
  return facts;
}

export function parseTypeFacts(text: string, prefix: string): TypeFacts {
  if (text.startsWith('[]')) return { kind: 'list', of: parseTypeFacts(text.slice(2), prefix) };
  if (text.startsWith('{}')) return { kind: 'map', of: parseTypeFacts(text.slice(2), prefix) };
  if (text.startsWith('io.')) return { kind: 'reference', definition: text };
  if (/^[A-Z]/.test(text)) return { kind: 'reference', definition: prefix + text };
  const [type = '', format] = text.split('/');
  return { kind: 'scalar', type, ...(format === undefined ? {} : { format }) };
}
