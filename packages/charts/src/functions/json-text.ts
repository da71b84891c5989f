import { GoFunction, GoInteger, GoMap, GoObject, GoSlice, type Value } from '@violet/gotemplate';
import { base64OfSlice } from './through-json.ts';

const escaped = /[<>&\u2028\u2029]/g;

/**
 * Go's json.Marshal of a template's value: sorted keys of maps, fields of structs as declared, `<`, `>` and `&` escaped,
 * no blanks. Throws an Error in Go's words for what JSON cannot hold.
 */
export function jsonText(value: Value): string {
  if (typeof value === 'string') return quotedJson(value);
  if (typeof value === 'number') return numberText(value);
  if (typeof value !== 'object' || value === null) return String(value ?? null);
  if (Array.isArray(value)) return listText(value);
  if (value instanceof GoInteger) return String(value.value);
  if (value instanceof GoSlice) return sliceText(value);
  if (value instanceof GoMap) return value.isNil ? 'null' : mapText(value.entries, true);
  if (value instanceof GoObject)
    return value.json === undefined ? mapText(value.fields, false) : escapeHtml(value.json());
  if (value instanceof GoFunction) throw new Error('json: unsupported type: func()');
  return mapText(value as Record<string, Value>, true);
}

function sliceText(slice: GoSlice): string {
  if (slice.isNil) return 'null';
  return slice.type === '[]uint8' ? quotedJson(base64OfSlice(slice)) : listText(slice.items);
}

function listText(items: readonly Value[]): string {
  return `[${items.map(jsonText).join(',')}]`;
}

function mapText(members: Record<string, Value>, sorted: boolean): string {
  const keys = Object.keys(members);
  if (sorted) keys.sort(compareBytes);
  return `{${keys.map((key) => `${quotedJson(key)}:${jsonText(members[key])}`).join(',')}}`;
}

function numberText(value: number): string {
  if (!Number.isFinite(value)) {
    throw new Error(`json: unsupported value: ${Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf'}`);
  }
  return Object.is(value, -0) ? '-0' : String(value);
}

/** What stands for itself between quotes. */
const verbatim = /^[ !#-%'-;=?-[\]-~]*$/;

/** A text as Go writes it in JSON. */
export function quotedJson(text: string): string {
  return verbatim.test(text) ? `"${text}"` : escapeHtml(JSON.stringify(text.toWellFormed()));
}

function escapeHtml(json: string): string {
  return json.replace(escaped, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The order of UTF-8 bytes: code units, save that characters beyond the basic plane come last. */
export function compareBytes(left: string, right: string): number {
  for (let index = 0; index < left.length && index < right.length; index += 1) {
    const a = left.charCodeAt(index);
    const b = right.charCodeAt(index);
    if (a !== b) return rank(a) - rank(b);
  }
  return left.length - right.length;
}

function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
