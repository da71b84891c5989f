import type { Json } from '@violet/machinery';
import type { Shape } from './shape.ts';

/** A number as encoding/json writes it. */
export function goNumberText(number: number): string {
  return Object.is(number, -0) ? '-0' : String(number);
}

/** JSON as opm writes it: keys sorted, compact, nothing escaped for HTML. */
export function compactJson(value: Json | undefined): string {
  if (Array.isArray(value)) return `[${value.map(compactJson).join(',')}]`;
  if (typeof value === 'string') return goString(value);
  if (typeof value === 'number') return goNumberText(value);
  if (typeof value !== 'object' || value === null) return String(value ?? null);
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${goString(key)}:${compactJson(value[key])}`).join(',')}}`;
}

function goString(text: string): string {
  return JSON.stringify(text.toWellFormed()).replace(/[\u2028\u2029]/g, escaped);
}

/** What json.Marshal escapes so that JSON can stand in HTML. */
export function escapeHtml(json: string): string {
  return json.replace(/[<>&]/g, escaped);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** As Go writes a value of this type; members of a struct in the order of its fields. Not escaped for HTML. */
export function encodeAs(shape: Shape, value: unknown): string {
  switch (shape.kind) {
    case 'raw':
      return compactJson(value as Json);
    case 'list':
      return Array.isArray(value) ? `[${value.map((item) => encodeAs(shape.of, item)).join(',')}]` : 'null';
    case 'map':
      return value === undefined ? 'null' : encodeMap(shape.of, value as Record<string, unknown>);
    case 'struct':
      return encodeStruct(shape, (value ?? {}) as Record<string, unknown>);
    case 'bytes':
      return value === undefined ? 'null' : goString(value as string);
    case 'text':
      return goString((value as string | undefined) ?? '');
    default:
      return String(value ?? (shape.kind === 'flag' ? false : 0));
  }
}

function encodeMap(of: Shape, value: Record<string, unknown>): string {
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${goString(key)}:${encodeAs(of, value[key])}`).join(',')}}`;
}

function encodeStruct({ fields }: Extract<Shape, { kind: 'struct' }>, value: Record<string, unknown>): string {
  const members = fields
    .filter(({ name, shape, always }) => always || shape.kind === 'struct' || !isEmpty(value[name]))
    .map(({ name, shape }) => `${goString(name)}:${encodeAs(shape, value[name])}`);
  return `{${members.join(',')}}`;
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '' || value === 0 || value === false) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}
