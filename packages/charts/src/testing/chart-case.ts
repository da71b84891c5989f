import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '@violet/machinery';
import type { ChartFile } from '../chart/chart.ts';
import { filterIgnored } from '../chart/ignore.ts';
import { loadChart } from '../chart/load.ts';
import { printTemplate } from '../manifests/print.ts';
import { kubeVersionOf } from '../render/capabilities.ts';
import { renderChart } from '../render/render.ts';
import { readYaml } from '../yaml/read.ts';
import { toJson } from '../yaml/value.ts';

/** What every case is rendered with, by us and by Helm. */
export const caseSetting = { name: 'my-release', namespace: 'apps', kubeVersion: 'v1.34.0' };

/** One folder of a chart, values and what Helm made of them. */
export interface ChartCase {
  name: string;
  directory: string;
  /** What Helm printed, or (without `Error: `) why it refused. */
  expected: string;
  refuses: boolean;
}

/** The cases that are kept with this room. */
export function chartCases(directory = join(import.meta.dirname, '..', '..', 'testdata', 'cases')): ChartCase[] {
  return readdirSync(directory)
    .sort()
    .map((name) => {
      const refuses = existsSync(join(directory, name, 'expected-error.txt'));
      const expected = readFileSync(join(directory, name, refuses ? 'expected-error.txt' : 'expected.yaml'), 'utf8');
      return { name, directory: join(directory, name), expected, refuses };
    });
}

/** What `helm template` would print; throws what it would say. */
export function renderCase(directory: string): string {
  const valuesFile = join(directory, 'values.yaml');
  const values = existsSync(valuesFile) ? (toJson(readYaml(readFileSync(valuesFile, 'utf8'))) as JsonObject) : {};
  const rendered = renderChart(loadChart(filterIgnored(chartDirectory(join(directory, 'chart')))), {
    release: { name: caseSetting.name, namespace: caseSetting.namespace },
    values,
    capabilities: { kubeVersion: kubeVersionOf(caseSetting.kubeVersion), apiVersions: ['v1', 'apps/v1', 'batch/v1'] },
  });
  return printTemplate(rendered);
}

/** Every file below a chart's directory. */
export function chartDirectory(directory: string, prefix = ''): ChartFile[] {
  return readdirSync(join(directory, prefix), { withFileTypes: true })
    .sort((left, right) => (left.name < right.name ? -1 : 1))
    .flatMap((entry) => {
      const name = `${prefix}${entry.name}`;
      if (entry.isDirectory()) return chartDirectory(directory, `${name}/`);
      return [{ name, data: new Uint8Array(readFileSync(join(directory, name))) }];
    });
}
