// Cases as files: templates with their values, and what Go makes of them.
import { isIPv4 } from 'node:net';
import { goFunction, variadicFunction } from './function.ts';
import { nodeCrypto } from './node.ts';
import { sprigFunctions } from './sprig/sprig.ts';
import { TemplateError } from './template-error.ts';
import { type ParseOptions, TemplateSet } from './template-set.ts';
import { decodeBase64 } from './text/base-encoding.ts';
import { fromBytes } from './text/bytes.ts';
import { GoInteger, GoMap, GoSlice, goInt, type IntegerType, stringSlice, type Value } from './value/value.ts';

/**
 * JSON values, in which an object with a single key that starts with a dollar stands for what JSON has no form for:
 * `{"$int": "1"}` and so on for each integer type, `{"$float": "NaN"}`, `{"$bytes": BASE64}` for a string that is not
 * UTF-8, `{"$list": null}` and `{"$map": null}` for nil ones, `{"$strings": […]}`, `{"$ints": […]}`, `{"$texts": {…}}`
 * for typed ones, and `{"$func": NAME}` for one of three functions.
 */
export type CaseValues = { [key: string]: unknown };

/** A program: what the peer in Go reads, a line each. */
export interface TemplateProgram {
  template: string;
  values?: CaseValues;
  /** Parsed into the same set before. */
  files?: readonly { name: string; text: string }[];
  left?: string;
  right?: string;
  missingKey?: 'default' | 'zero' | 'error';
  /** Without sprig, one of whose functions hides one of Go's own. */
  plain?: boolean;
}

/** What came of it: of a failed program only the error counts. */
export type TemplateResult = { output: string } | { error: string };

/** A file of cases: what made it, values that all share, and programs with their results. */
export interface CaseFile {
  madeBy: string;
  values: CaseValues;
  cases: (TemplateProgram & TemplateResult)[];
}

/** The surroundings in which programs run, here and in Go: the zone and the environment variables. */
export const caseEnvironment: Readonly<Record<string, string>> = {
  TZ: 'America/St_Johns',
  CASE_NAME: 'a value',
  CASE_EMPTY: '',
};

const functions = sprigFunctions({
  crypto: nodeCrypto,
  timeZone: caseEnvironment['TZ'] ?? '',
  variable: (name) => caseEnvironment[name] ?? '',
  resolveHost: (name) => (isIPv4(name) ? [name] : []),
});

/** Runs a program here. */
export function runProgram(program: TemplateProgram): TemplateResult {
  const options: ParseOptions = {
    functions: program.plain === true ? {} : functions,
    delimiters: [program.left ?? '', program.right ?? ''],
    missingKey: program.missingKey ?? 'default',
  };
  try {
    const set = new TemplateSet(options);
    for (const { name, text } of program.files ?? []) {
      set.parse(name, text);
    }
    const data = program.values === undefined ? undefined : decodeMap(program.values);
    return { output: set.parse('test', program.template).execute(data) };
  } catch (error) {
    if (error instanceof TemplateError) {
      return { error: error.message };
    }
    throw error;
  }
}

function decodeMap(values: CaseValues): { [key: string]: Value } {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, decode(value)]));
}

function decode(value: unknown): Value {
  if (Array.isArray(value)) {
    return value.map(decode);
  }
  if (typeof value !== 'object' || value === null) {
    return value as Value;
  }
  const [[key, content] = ['', null], ...others] = Object.entries(value);
  const special = others.length === 0 ? SPECIAL.get(key) : undefined;
  return special === undefined ? decodeMap(value as CaseValues) : special(content as never);
}

const SPECIAL: ReadonlyMap<string, (content: never) => Value> = new Map<string, (content: never) => Value>([
  ['$int', (text: string) => goInt(BigInt(text))],
  ['$int64', (text: string) => BigInt(text)],
  ...(['int8', 'int16', 'int32', 'uint', 'uint8', 'uint16', 'uint32', 'uint64'] satisfies IntegerType[]).map(
    (type) => [`$${type}`, (text: string) => new GoInteger(type, BigInt(text))] as const,
  ),
  ['$float', (text: string) => Number(text.replace('Inf', 'Infinity'))],
  ['$bytes', (text: string) => fromBytes(decodeBase64(text))],
  ['$list', () => new GoSlice('[]interface {}', null)],
  ['$map', () => new GoMap('map[string]interface {}', null)],
  ['$strings', (texts: string[] | null) => stringSlice(texts)],
  ['$ints', (ints: number[]) => new GoSlice('[]int', ints.map(goInt))],
  ['$texts', (texts: Record<string, string>) => new GoMap('map[string]string', texts)],
  ['$func', (name: string) => CALLABLES[name]],
]);

/** Functions that values can hold, for `call`. */
const CALLABLES: Readonly<Record<string, Value>> = {
  sum: goFunction(['int', 'int'], ([a, b]) => goInt(a + b)),
  joined: variadicFunction([], 'string', (texts) => texts.join('+')),
  failing: goFunction([], () => {
    throw new Error('it failed');
  }),
};
