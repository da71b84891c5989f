import type { Json } from '@violet/machinery';
import type { Shape } from './shape.ts';

/** A number as encoding/json writes it. */
export function goNumberText(number: number): string {
  return Object.is(number, -0) ? '-0' : String(number);
}

/** JSON as opm writes it: keys sorted, compact, nothing escaped for HTML. */
export function compactJson(value: Json | undefined): string {
  return goText(sortedJson(value));
}

function sortedJson(value: Json | undefined): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') return goNumberText(value);
  if (typeof value !== 'object' || value === null) return String(value ?? null);
  if (Array.isArray(value)) return `[${value.map(sortedJson).join(',')}]`;
  let members = '';
  for (const key of Object.keys(value).sort()) {
    members += `${members === '' ? '' : ','}${JSON.stringify(key)}:${sortedJson(value[key])}`;
  }
  return `{${members}}`;
}

const unlikeGo = /[\u2028\u2029]|\\u[dD][89a-fA-F]/;

/** Where JSON.stringify and Go differ: two separators, and halves of surrogate pairs, which Go has not. */
function goText(json: string): string {
  if (!unlikeGo.test(json)) return json;
  return json.replace(/[\u2028\u2029]|\\\\|\\u[dD][89a-fA-F][0-9a-fA-F]{2}/g, (found) => {
    if (found === '\\\\') return found;
    return found.length === 1 ? escaped(found) : '\ufffd';
  });
}

function goString(text: string): string {
  return goText(JSON.stringify(text));
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
