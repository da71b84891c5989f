import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadChartDirectory } from '../chart/archive.ts';
import type { ChartFile } from '../chart/chart.ts';
import { checkInstallable } from '../chart/installable.ts';
import { type PrintOptions, printTemplate } from '../manifests/print.ts';
import { type Capabilities, defaultCapabilities, kubeVersionOf } from '../render/capabilities.ts';
import { renderChart } from '../render/render.ts';
import { mergeValueFiles } from '../values/value-files.ts';

/** What every case is rendered with, by us and by Helm, unless its arguments say otherwise. */
export const caseSetting = { name: 'my-release', namespace: 'apps', kubeVersion: 'v1.34.0' };

/** One folder of a chart, values, further arguments for `helm template` and what Helm made of them. */
export interface ChartCase {
  name: string;
  directory: string;
  /** What Helm printed, or (without `Error: `) why it refused. */
  expected: string;
  refuses: boolean;
  /** The notes that Helm shows once the chart is installed, if it has any. */
  notes?: string;
}

const casesDirectory = join(import.meta.dirname, '..', '..', 'testdata', 'cases');

/** The cases that are kept with this room. */
export function chartCases(directory = casesDirectory): ChartCase[] {
  return readdirSync(directory)
    .sort()
    .map((name) => chartCase(name, join(directory, name)));
}

function chartCase(name: string, directory: string): ChartCase {
  const error = textOf(directory, 'expected-error.txt');
  const notes = textOf(directory, 'expected-notes.txt');
  const expected = error ?? textOf(directory, 'expected.yaml') ?? '';
  return { name, directory, expected, refuses: error !== undefined, ...(notes === undefined ? {} : { notes }) };
}

/** Further arguments for `helm template`. */
export function caseArguments(directory: string): string[] {
  return textOf(directory, 'arguments')?.trimEnd().split('\n') ?? [];
}

/** The files that are given with `-f`. */
export function caseValues(directory: string): string[] {
  return readdirSync(directory)
    .filter((name) => /^values(-\d+)?\.yaml$/.test(name))
    .sort((left, right) => left.length - right.length || (left < right ? -1 : 1))
    .map((name) => join(directory, name));
}

/** What `helm template` would print, and the notes; throws what it would say. */
export async function renderCase(directory: string): Promise<{ printed: string; notes: string }> {
  const { print, subchartNotes, isUpgrade, capabilities } = settingOf(caseArguments(directory));
  const values = mergeValueFiles(caseValues(directory).map((name) => ({ name, text: readFileSync(name, 'utf8') })));
  const chart = await loadChartDirectory(chartDirectory(join(directory, 'chart')));
  checkInstallable(chart);
  const release = { name: caseSetting.name, namespace: caseSetting.namespace, isUpgrade };
  const rendered = renderChart(chart, { release, values, capabilities, subchartNotes });
  return { printed: printTemplate(rendered, print), notes: rendered.notes };
}

interface Setting {
  print: PrintOptions;
  subchartNotes: boolean;
  isUpgrade: boolean;
  capabilities: Capabilities;
}

function settingOf(words: readonly string[]): Setting {
  const has = (flag: string) => words.includes(flag);
  const all = (flag: string) => words.filter((_, index) => words[index - 1] === flag);
  return {
    print: {
      skipTests: has('--skip-tests'),
      noHooks: has('--no-hooks'),
      includeCrds: has('--include-crds'),
      showOnly: all('--show-only'),
    },
    subchartNotes: has('--render-subchart-notes'),
    isUpgrade: has('--is-upgrade'),
    capabilities: {
      kubeVersion: kubeVersionOf(all('--kube-version')[0] ?? caseSetting.kubeVersion),
      apiVersions: [...defaultCapabilities.apiVersions, ...all('--api-versions')],
    },
  };
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

function textOf(directory: string, name: string): string | undefined {
  const path = join(directory, name);
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}
