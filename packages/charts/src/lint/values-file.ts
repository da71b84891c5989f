import type { JsonObject } from '@violet/machinery';
import { readValues } from '../chart/read-values.ts';
import { ownProblems } from '../schema/check-schemas.ts';
import { coalesceValues } from '../values/coalesce.ts';
import type { LintOptions } from './lint-options.ts';
import { fileText, type LintSource } from './lint-source.ts';
import type { Finding, Report } from './message.ts';

const file = 'values.yaml';

export function lintValuesFile(source: LintSource, options: LintOptions, report: Report): void {
  const text = fileText(source, file);
  if (!report.add('INFO', file, text === undefined ? 'file does not exist' : undefined) || text === undefined) return;
  const values = report.try('ERROR', file, () => readValues(text), unreadable);
  if (values !== undefined) report.add('ERROR', file, schemaFinding(source, values, options));
}

/** Here Helm reads into a type of its own. */
const unreadable = (message: string) =>
  `unable to parse YAML: ${message.replace(/Go value of type map.*$/, 'Go value of type chartutil.Values')}`;

/** By the chart's own schema alone: those of its dependencies are looked at when it is rendered. */
function schemaFinding({ files }: LintSource, values: JsonObject, options: LintOptions): Finding {
  const schema = files.find(({ name }) => name === 'values.schema.json');
  if (schema === undefined || schema.data.length === 0) return undefined;
  const chart = { metadata: { name: '' }, values, dependencies: [] };
  const problems = ownProblems(schema.data, coalesceValues(chart, (options.values ?? {}) as JsonObject));
  return problems === '' ? undefined : problems;
}
