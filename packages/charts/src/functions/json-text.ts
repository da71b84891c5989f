import type { YamlValue } from '../yaml/value.ts';

const escaped = /[<>&\u2028\u2029]/g;

/** Go's json.Marshal of a tree: sorted keys, `<`, `>` and `&` escaped, no blanks. */
export function jsonText(value: YamlValue): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? '-0' : String(value);
  if (Array.isArray(value)) return `[${value.map(jsonText).join(',')}]`;
  const members = Object.keys(value)
    .sort(byBytes)
    .map((key) => `${quoted(key)}:${jsonText(value[key] ?? null)}`);
  return `{${members.join(',')}}`;
}

function quoted(text: string): string {
  return JSON.stringify(text).replace(
    escaped,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** The order of UTF-8 bytes: code units, save that characters beyond the basic plane come last. */
function byBytes(left: string, right: string): number {
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
