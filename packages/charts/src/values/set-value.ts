import { goQuote } from '@violet/gotemplate';
import { setMember } from '@violet/machinery';

/** What `--set` and its family make: integers as bigint, which Helm keeps apart from the numbers of files. */
export type SetValue = null | boolean | string | number | bigint | SetValue[] | SetValues;
export interface SetValues {
  [key: string]: SetValue;
}

/** Where Go would panic and recover: the message tells of the type that was found. */
class UnexpectedType extends Error {
  constructor(found: SetValue, wanted: string) {
    super(`interface conversion: interface {} is ${goType(found)}, not ${wanted}`);
  }
}

/** Says of a key what Go says of a panic in it. */
export function recovering<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof UnexpectedType) throw new Error(`unable to parse key: ${error.message}`, { cause: error });
    throw error;
  }
}

function goType(value: SetValue): string {
  if (value === null) return 'nil';
  if (Array.isArray(value)) return '[]interface {}';
  const names: Record<string, string> = { boolean: 'bool', string: 'string', number: 'float64', bigint: 'int64' };
  return names[typeof value] ?? 'map[string]interface {}';
}

export function isSetValues(value: SetValue | undefined): value is SetValues {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The list under a key, a new one if there is none. */
export function listUnder(values: SetValues, key: string): SetValue[] {
  if (!Object.hasOwn(values, key)) return [];
  return asList(values[key] ?? null);
}

export function asList(value: SetValue): SetValue[] {
  if (!Array.isArray(value)) throw new UnexpectedType(value, '[]interface {}');
  return value;
}

/** The map under a key, a new one if there is none. */
export function mapUnder(values: SetValues, key: string): SetValues {
  if (!Object.hasOwn(values, key)) return {};
  const value = values[key] ?? null;
  if (!isSetValues(value)) throw new UnexpectedType(value, 'map[string]interface {}');
  return value;
}

/** An empty key sets nothing. */
export function setKey(values: SetValues, key: string, value: SetValue): void {
  if (key !== '') setMember<SetValue>(values, key, value);
}

/** Helm's own bounds, against values that take all memory. */
const maxIndex = 65_536;
const maxLevels = 30;
/** Of lists in lists, where Helm has no bound. */
export const maxLists = 1000;

/** The list with an element at a place; what lies before it and is not there is null. */
export function setIndex(list: SetValue[], index: number, value: SetValue): SetValue[] {
  if (index > maxIndex) {
    throw new Error(`index of ${index} is greater than maximum supported index of ${maxIndex}`);
  }
  const longer = [...list];
  while (longer.length < index) longer.push(null);
  longer[index] = value;
  return longer;
}

export function checkIndex(index: number): void {
  if (index < 0) throw new Error(`negative ${index} index not allowed`);
}

export function checkLevel(level: number): void {
  if (level > maxLevels) {
    throw new Error(`value name nested level is greater than maximum supported nested level of ${maxLevels}`);
  }
}

/** What a list of characters is to Go's `%q`. */
export function quotedRunes(text: string): string {
  return `[${[...text].map((character) => goQuote(character, { delimiter: "'" })).join(' ')}]`;
}
