/** How Go prints values, because upstream's messages carry them: `%q` for strings, `%v` for numbers. JSON is in json.ts. */

const shortEscapes: Record<string, string> = {
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '"': '\\"',
  '\\': '\\\\',
};
const needsEscape = /["\\\u0000-\u001f\u007f-\u00a0\u00ad\u2028\u2029\ufeff]|[^\P{C}\u200d]|(?! )\p{Z}/u;
const needsEscapes = new RegExp(needsEscape.source, 'gu');

/** Go's `strconv.Quote`. */
export function goQuote(text: string): string {
  return needsEscape.test(text) ? `"${text.replace(needsEscapes, escapeRune)}"` : `"${text}"`;
}

function escapeRune(rune: string): string {
  const short = shortEscapes[rune];
  if (short !== undefined) return short;
  const code = rune.codePointAt(0) ?? 0;
  if (code < 0x20 || code === 0x7f) return `\\x${code.toString(16).padStart(2, '0')}`;
  if (code >= 0xd800 && code < 0xe000) return '\ufffd';
  return code < 0x10000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\U${code.toString(16).padStart(8, '0')}`;
}

/** Go's `%v` of a JSON number: whole numbers are int64 there, the others float64. */
export function goNumber(number: number): string {
  return Number.isInteger(number) && Math.abs(number) < 2 ** 63 ? BigInt(number).toString() : goFloat(number);
}

/** Go's `%v` of a float64: the shortest digits, with an exponent from 1e+06 upwards and below 1e-04. */
export function goFloat(number: number): string {
  const [digits = '0', exponent = '0'] = number.toExponential().split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 6) return String(number);
  return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}
