/** JSON as Go's encoding/json writes it: hashes, annotations and catalogues are compared byte by byte. */

/**
 * `json.Marshal` of a JSON value: compact, keys in the order of their UTF-8 bytes, `<`, `>` and `&` escaped. Members without a value
 * are left out.
 */
export function goJson(value: unknown): string {
  return escapeHtml(goPlainJson(value));
}

/** The same as an encoder writes it after `SetEscapeHTML(false)`. */
export function goPlainJson(value: unknown): string {
  const json = print(value, Array.prototype.sort);
  // JavaScript orders by UTF-16 units: that differs beyond the basic plane alone, which hardly any text has.
  return goText(surrogate.test(json) ? print(value, sortByBytes) : json);
}

/** A string as JSON, not escaped for HTML. */
export function goJsonString(text: string): string {
  return goText(JSON.stringify(text));
}

/** A number as JSON. */
export function goJsonNumber(number: number): string {
  return Object.is(number, -0) ? '-0' : String(number);
}

/** What `json.Marshal` escapes so that JSON can stand in HTML. */
export function escapeHtml(json: string): string {
  return unsafeInHtml.test(json) ? json.replace(everyUnsafe, escaped) : json;
}

/** Keys of a map in Go's order. */
export function goSortedKeys(value: object): string[] {
  const keys = Object.keys(value).sort();
  return surrogate.test(keys.join('')) ? sortByBytes.call(keys) : keys;
}

const surrogate = /[\ud800-\udfff]/;
const unsafeInHtml = /[<>&\u2028\u2029]/;
const everyUnsafe = new RegExp(unsafeInHtml, 'g');

function print(value: unknown, sort: (this: string[]) => string[]): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') return goJsonNumber(value);
  if (typeof value !== 'object' || value === null) return String(value ?? null);
  let printed = '';
  if (Array.isArray(value)) {
    for (const item of value) printed += printed === '' ? print(item, sort) : `,${print(item, sort)}`;
    return `[${printed}]`;
  }
  const members = value as Record<string, unknown>;
  for (const key of sort.call(Object.keys(members))) {
    const member = members[key];
    if (member === undefined) continue;
    printed += `${printed === '' ? '' : ','}${JSON.stringify(key)}:${print(member, sort)}`;
  }
  return `{${printed}}`;
}

function sortByBytes(this: string[]): string[] {
  return this.sort(compareUtf8);
}

/** Units of surrogate pairs stand for what lies above all others. */
function compareUtf8(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at++) {
    const [a, b] = [left.charCodeAt(at), right.charCodeAt(at)];
    if (a !== b) return rank(a) - rank(b);
  }
  return left.length - right.length;
}

function rank(unit: number): number {
  return unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit;
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

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
