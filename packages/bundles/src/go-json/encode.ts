import { goJsonString, goPlainJson, goSortedKeys } from '@violet/machinery';
import type { Shape } from './shape.ts';

/** As Go writes a value of this type; members of a struct in the order of its fields. Not escaped for HTML. */
export function encodeAs(shape: Shape, value: unknown): string {
  switch (shape.kind) {
    case 'raw':
      return goPlainJson(value);
    case 'list':
      return Array.isArray(value) ? `[${value.map((item) => encodeAs(shape.of, item)).join(',')}]` : 'null';
    case 'map':
      return value === undefined ? 'null' : encodeMap(shape.of, value as Record<string, unknown>);
    case 'struct':
      return encodeStruct(shape, (value ?? {}) as Record<string, unknown>);
    case 'bytes':
      return value === undefined ? 'null' : goJsonString(value as string);
    case 'text':
      return goJsonString((value as string | undefined) ?? '');
    default:
      return String(value ?? (shape.kind === 'flag' ? false : 0));
  }
}

function encodeMap(of: Shape, value: Record<string, unknown>): string {
  const keys = goSortedKeys(value);
  return `{${keys.map((key) => `${goJsonString(key)}:${encodeAs(of, value[key])}`).join(',')}}`;
}

function encodeStruct({ fields }: Extract<Shape, { kind: 'struct' }>, value: Record<string, unknown>): string {
  const members = fields
    .filter(({ name, shape, always }) => always || shape.kind === 'struct' || !isEmpty(value[name]))
    .map(({ name, shape }) => `${goJsonString(name)}:${encodeAs(shape, value[name])}`);
  return `{${members.join(',')}}`;
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '' || value === 0 || value === false) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}
