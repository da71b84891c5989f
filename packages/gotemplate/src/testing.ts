// Cases as files: templates with their values, and what Go makes of them.
import { nodeCrypto } from './node.ts';
import { sprigFunctions } from './sprig/sprig.ts';
import { type ParseOptions, TemplateSet } from './template.ts';
import { TemplateError } from './template-error.ts';
import { goInt, type PlainMap, type Value } from './value/value.ts';

/** JSON values, in which `{"$int": "1"}` stands for an int and `{"$int64": "1"}` for an int64. */
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
}

/** What came of it: of a failed program only the error counts. */
export type TemplateResult = { output: string } | { error: string };

/** A file of cases: values that all share, and programs with their results. */
export interface CaseFile {
  values: CaseValues;
  cases: (TemplateProgram & TemplateResult)[];
}

const functions = sprigFunctions({ crypto: nodeCrypto });

/** Runs a program here. */
export function runProgram(program: TemplateProgram): TemplateResult {
  const options: ParseOptions = {
    functions,
    delimiters: [program.left ?? '', program.right ?? ''],
    missingKey: program.missingKey ?? 'default',
  };
  try {
    const set = new TemplateSet(options);
    for (const { name, text } of program.files ?? []) {
      set.parse(name, text);
    }
    const data = program.values === undefined ? undefined : decodeMap(program.values);
    // JSON, in which the peer answers, has no form for bytes that are no text.
    return { output: set.parse('test', program.template).execute(data).toWellFormed() };
  } catch (error) {
    if (error instanceof TemplateError) {
      return { error: error.message.toWellFormed() };
    }
    throw error;
  }
}

function decodeMap(values: CaseValues): PlainMap {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, decode(value)]));
}

function decode(value: unknown): Value {
  if (Array.isArray(value)) {
    return value.map(decode);
  }
  if (typeof value !== 'object' || value === null) {
    return value as Value;
  }
  const { $int: int, $int64: int64 } = value as { $int?: string; $int64?: string };
  if (int !== undefined) {
    return goInt(BigInt(int));
  }
  return int64 === undefined ? decodeMap(value as CaseValues) : BigInt(int64);
}
