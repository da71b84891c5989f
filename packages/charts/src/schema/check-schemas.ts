import { Failure, isJsonObject } from '@violet/machinery';
import type { Chart } from '../chart/chart.ts';
import { readJson } from '../json/read-json.ts';
import { compileSchema } from './compile.ts';
import { evaluate } from './evaluate.ts';
import { type Instance, JsonNumber } from './json-number.ts';
import { schemaLimits } from './limits.ts';
import { problemText } from './problem.ts';
import type { Schema } from './schema.ts';

/** What a chart and its dependencies are given: numbers, and integers of `--set`. */
type Values = Readonly<Record<string, Instance>>;

/** A schema is read once for all values; what is wrong with it is kept too. */
const compiled = new WeakMap<Uint8Array, Schema | Error>();

/**
 * Checks values against the values.schema.json of a chart and of the charts in it. Throws a Failure of code Invalid in
 * Helm's words. Nothing outside of the schema is read, and one that would take too long is refused.
 */
export function checkSchemas(chart: Chart, values: Values): void {
  const problems = schemaProblems(chart, values);
  if (problems === '') return;
  throw new Failure(
    'Invalid',
    `values don't meet the specifications of the schema(s) in the following chart(s):\n${problems}`,
  );
}

/** What the schemas of a chart and of the charts in it have against values: empty if nothing. */
export function schemaProblems(chart: Chart, values: Values): string {
  const own = chart.schema === undefined ? '' : ownProblems(chart.schema, values);
  let text = own === '' ? '' : `${chart.metadata.name}:\n${own}`;
  for (const child of chart.dependencies) {
    const { name } = child.metadata;
    const given = Object.hasOwn(values, name) ? (values[name] ?? null) : null;
    if (given === null) continue;
    text += isJsonObject(given as never)
      ? schemaProblems(child, given as Values)
      : `${name}:\ninvalid type for values: expected object (map), got ${goType(given)}\n`;
  }
  return text;
}

/** Of one schema; for `helm lint`, which looks at the chart's own only. */
export function ownProblems(bytes: Uint8Array, values: Values): string {
  try {
    const problem = evaluate(compile(bytes), values as Instance);
    return problem === undefined ? '' : `${problemText(problem)}\n`;
  } catch (error) {
    // Only values or constants that are nested without end take up the stack.
    if (error instanceof RangeError) return 'unable to validate schema: it is nested too deep';
    return (error as Error).message;
  }
}

function compile(bytes: Uint8Array): Schema {
  const known = compiled.get(bytes) ?? compileNew(bytes);
  compiled.set(bytes, known);
  if (known instanceof Error) throw known;
  return known;
}

function compileNew(bytes: Uint8Array): Schema | Error {
  if (bytes.length > schemaLimits.bytes) {
    return new Error(`unable to validate schema: it is larger than ${schemaLimits.bytes} bytes`);
  }
  try {
    return compileSchema(
      readJson(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes), (text) => new JsonNumber(text)),
    );
  } catch (error) {
    return error as Error;
  }
}

function goType(value: Instance): string {
  if (Array.isArray(value)) return '[]interface {}';
  const names: Record<string, string> = { boolean: 'bool', number: 'float64', bigint: 'int64', string: 'string' };
  return names[typeof value] ?? 'map[string]interface {}';
}
