/**
 * What encoding/json makes of a Go type: opm's messages about wrong input name these types, and what it writes has their
 * order of fields.
 */
export type Shape =
  | { kind: 'text' | 'flag' | 'integer' | 'bytes' | 'any'; type: string }
  | { kind: 'list' | 'map'; type: string; of: Shape }
  | { kind: 'struct'; type: string; fields: readonly FieldShape[] };

export interface FieldShape {
  name: string;
  shape: Shape;
  /** When it is not written. */
  omit: 'never' | 'empty';
}

export const text: Shape = { kind: 'text', type: 'string' };
export const flag: Shape = { kind: 'flag', type: 'bool' };
export const integer: Shape = { kind: 'integer', type: 'int' };
export const int32: Shape = { kind: 'integer', type: 'int32' };
/** Base64 in JSON. */
export const bytes: Shape = { kind: 'bytes', type: '[]uint8' };
/** Any JSON. */
export const raw: Shape = { kind: 'any', type: 'json.RawMessage' };

export const list = (of: Shape): Shape => ({ kind: 'list', type: `[]${of.type}`, of });
export const map = (of: Shape): Shape => ({ kind: 'map', type: `map[string]${of.type}`, of });

/** Fields in Go's order; a name with `!` is written even when it is empty. */
export function struct(type: string, fields: Record<string, Shape>): Shape {
  return {
    kind: 'struct',
    type,
    fields: Object.entries(fields).map(([key, shape]) => {
      const always = key.endsWith('!');
      return { name: always ? key.slice(0, -1) : key, shape, omit: always ? 'never' : 'empty' };
    }),
  };
}
