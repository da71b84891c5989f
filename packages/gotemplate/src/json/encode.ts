import { formatFloat } from '../format/float.ts';
import { readEntry, sortedKeys } from '../value/entries.ts';
import { entriesOf, integerOf, itemsOf, typeOf } from '../value/inspect.ts';
import { GoMap, GoObject, GoSlice, type Value } from '../value/value.ts';

export interface JsonStyle {
  /** Write `<`, `>` and `&` as escapes, as Go does unless told otherwise. */
  escapeHtml: boolean;
  /** Per level; on one line if empty. */
  indent: string;
}

/** Values within values that one text may have: one that holds itself twice at each level would never end. */
const MOST_VALUES = 5_000_000;

/** What all parts of one text share. */
interface Encoding extends JsonStyle {
  /** Values that may still come. */
  left: number;
  /** Lists and maps around the value at hand. */
  depth: number;
  /** Those of them that are looked out for, because the depth is suspicious. */
  readonly around: Set<Value>;
}

/** From this depth on, as in Go, a list or map within itself is noticed. */
const SUSPICIOUS_DEPTH = 1000;

/** Go's json.Marshal. Throws an Error with Go's words for what JSON has no form for, a RangeError for what is too much. */
export function marshalJson(value: Value): string {
  return encodeJson(value, { escapeHtml: true, indent: '' });
}

/** The same in another style. */
export function encodeJson(value: Value, style: JsonStyle): string {
  return encode(value, { ...style, left: MOST_VALUES, depth: 0, around: new Set() }, '\n');
}

function encode(value: Value, style: Encoding, newline: string): string {
  style.left -= 1;
  if (style.left < 0) {
    throw new RangeError('too many values for one JSON text');
  }
  if (value === undefined || value === null) {
    return 'null';
  }
  switch (typeof value) {
    case 'string':
      return encodeString(value, style.escapeHtml);
    case 'number':
      return encodeFloat(value);
    case 'boolean':
    case 'bigint':
      return String(value);
  }
  const integer = integerOf(value);
  if (integer !== undefined) {
    return integer.toString();
  }
  if (value instanceof GoObject) {
    return value.json === undefined
      ? encodeMembers(Object.entries(value.fields), style, newline)
      : encodeOwn(value.json(), style, newline);
  }
  style.depth += 1;
  if (style.depth > SUSPICIOUS_DEPTH) {
    return encodeSuspicious(value, style, newline);
  }
  const text = encodeContainer(value, style, newline);
  style.depth -= 1;
  return text;
}

function encodeSuspicious(value: Value, style: Encoding, newline: string): string {
  if (style.around.has(value)) {
    throw new Error(`json: unsupported value: encountered a cycle via ${typeOf(value)}`);
  }
  style.around.add(value);
  const text = encodeContainer(value, style, newline);
  style.around.delete(value);
  style.depth -= 1;
  return text;
}

function encodeContainer(value: Value, style: Encoding, newline: string): string {
  const items = itemsOf(value);
  if (items !== undefined) {
    return encodeSlice(value, items, style, newline);
  }
  const entries = entriesOf(value);
  if (entries === undefined) {
    throw new Error(`json: unsupported type: ${typeOf(value)}`);
  }
  if (value instanceof GoMap && value.isNil) {
    return 'null';
  }
  return encodeMembers(
    sortedKeys(entries).map((key) => [key, readEntry(entries, key)]),
    style,
    newline,
  );
}

/** What a value has written of itself: Go escapes and indents it like everything else, and sorts nothing. */
function encodeOwn(json: string, style: Encoding, newline: string): string {
  if (!/^[{[]/.test(json)) {
    return style.escapeHtml ? json.replace(UNSAFE_IN_HTML, escapeUnit) : json;
  }
  return encodeWritten(JSON.parse(json), style, newline);
}

function encodeWritten(value: unknown, style: Encoding, newline: string): string {
  if (typeof value === 'string') {
    return encodeString(value, style.escapeHtml);
  }
  if (typeof value !== 'object' || value === null) {
    return JSON.stringify(value);
  }
  const inner = newline + style.indent;
  if (Array.isArray(value)) {
    const items = value.map((item) => encodeWritten(item, style, inner));
    return enclose('[', items, ']', { style, newline });
  }
  const colon = style.indent === '' ? ':' : ': ';
  const members = Object.entries(value).map(
    ([key, member]) => encodeString(key, style.escapeHtml) + colon + encodeWritten(member, style, inner),
  );
  return enclose('{', members, '}', { style, newline });
}

function encodeSlice(value: Value, items: readonly Value[], style: Encoding, newline: string): string {
  if (value instanceof GoSlice) {
    if (value.isNil) {
      return 'null';
    }
    if (value.type === '[]uint8' || value.type === '[]byte') {
      return `"${btoa(String.fromCharCode(...items.map((item) => Number(integerOf(item) ?? 0n))))}"`;
    }
  }
  const inner = newline + style.indent;
  const parts = items.map((item) => encode(item, style, inner));
  return enclose('[', parts, ']', { style, newline });
}

function encodeMembers(members: readonly [string, Value][], style: Encoding, newline: string): string {
  const inner = newline + style.indent;
  const colon = style.indent === '' ? ':' : ': ';
  const parts = members.map(
    ([key, value]) => encodeString(key, style.escapeHtml) + colon + encode(value, style, inner),
  );
  return enclose('{', parts, '}', { style, newline });
}

function enclose(
  open: string,
  parts: readonly string[],
  close: string,
  { style, newline }: { style: JsonStyle; newline: string },
): string {
  if (style.indent === '' || parts.length === 0) {
    return open + parts.join(',') + close;
  }
  const inner = newline + style.indent;
  return open + inner + parts.join(`,${inner}`) + newline + close;
}

function encodeFloat(value: number): string {
  if (!Number.isFinite(value)) {
    throw new Error(`json: unsupported value: ${formatFloat(value, 'g')}`);
  }
  const magnitude = Math.abs(value);
  if (magnitude !== 0 && (magnitude < 1e-6 || magnitude >= 1e21)) {
    return formatFloat(value, 'e').replace(/e-0([0-9])$/, 'e-$1');
  }
  return Object.is(value, -0) ? '-0' : String(value);
}

const NEEDS_ESCAPE = /["\\<>&\x00-\x1f\u2028\u2029\ud800-\udfff]/;
const ESCAPED = /["\\<>&\x00-\x1f\u2028\u2029]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

function encodeString(text: string, escapeHtml: boolean): string {
  if (!NEEDS_ESCAPE.test(text)) {
    return `"${text}"`;
  }
  const escaped = text.replace(ESCAPED, (character) => {
    const short = SHORT_ESCAPES[character];
    if (short !== undefined) {
      return short;
    }
    if (character >= '\ud800' && character <= '\udfff') {
      return '\\ufffd';
    }
    const isHtml = character === '<' || character === '>' || character === '&';
    return isHtml && !escapeHtml ? character : escapeUnit(character);
  });
  return `"${escaped}"`;
}

const UNSAFE_IN_HTML = /[<>&]/g;

function escapeUnit(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
