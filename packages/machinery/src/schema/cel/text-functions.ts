import type { Environment } from '@marcbachmann/cel-js';

/** The text functions of CEL's string extension that the library lacks. */
export function registerTextFunctions(environment: Environment): void {
  environment.registerFunction('string.charAt(int): string', (text: string, at: bigint) => {
    const runes = [...text];
    if (at < 0n || at > runes.length) throw new Error(`index out of range: ${at}`);
    return runes[Number(at)] ?? '';
  });
  environment.registerFunction('string.replace(string, string): string', (text: string, from: string, to: string) =>
    bounded(text.split(from).join(to)),
  );
  environment.registerFunction(
    'string.replace(string, string, int): string',
    (text: string, from: string, to: string, times: bigint) => bounded(replaceTimes(text, from, to, Number(times))),
  );
  environment.registerFunction('string.format(list): string', (text: string, values: unknown[]) =>
    format(text, values),
  );
}

const maxLength = 1024 * 1024;

function bounded(text: string): string {
  if (text.length > maxLength) throw new Error('operation cancelled: actual cost limit exceeded');
  return text;
}

function replaceTimes(text: string, from: string, to: string, times: number): string {
  if (times < 0) return text.split(from).join(to);
  const parts = text.split(from);
  const replaced = parts.slice(0, times + 1).join(to);
  const rest = parts.slice(times + 1);
  return rest.length === 0 ? replaced : [replaced, ...rest].join(from);
}

/** `%s`, `%d`, `%f`, `%e`, `%b`, `%x`, `%X`, `%o` with a precision where it makes sense. */
function format(text: string, values: unknown[]): string {
  let next = 0;
  const result = text.replace(/%(?:\.(\d{1,2}))?([sdfebxXo%])/g, (_, precision: string | undefined, verb: string) => {
    if (verb === '%') return '%';
    if (next >= values.length) throw new Error('index out of range in format');
    return formatOne(values[next++], verb, precision === undefined ? 6 : Number(precision));
  });
  return bounded(result);
}

function formatOne(value: unknown, verb: string, precision: number): string {
  switch (verb) {
    case 's':
      return formatText(value);
    case 'f':
      return Number(value).toFixed(precision);
    case 'e':
      return Number(value).toExponential(precision);
    case 'd':
      return String(value);
    default:
      return formatRadix(value, verb);
  }
}

function formatText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(formatText).join(', ')}]`;
  if (value instanceof Date) return value.toISOString().replace('.000Z', 'Z');
  if (typeof value !== 'object' || value === null) return String(value);
  if (Object.getPrototypeOf(value) !== Object.prototype) return String(value);
  return `{${Object.entries(value)
    .map(([key, member]) => `${key}: ${formatText(member)}`)
    .join(', ')}}`;
}

function formatRadix(value: unknown, verb: string): string {
  if (typeof value !== 'bigint') throw new Error(`%${verb} needs an integer`);
  const radix = { b: 2, o: 8, x: 16, X: 16 }[verb] ?? 10;
  const digits = value.toString(radix);
  return verb === 'X' ? digits.toUpperCase() : digits;
}
