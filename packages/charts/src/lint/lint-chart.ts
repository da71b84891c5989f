import { loadChartDirectory } from '../chart/archive.ts';
import type { Chart, ChartFile } from '../chart/chart.ts';
import type { Capabilities } from '../render/capabilities.ts';
import type { Environment } from '../render/functions.ts';
import type { SetValues } from '../values/set-value.ts';
import { lintChartFile } from './chart-file.ts';
import { lintDependencies } from './dependencies.ts';
import { type LintMessage, Report } from './message.ts';
import { lintPlugin } from './plugin/lint-plugin.ts';
import { lintTemplates } from './templates.ts';
import { lintValuesFile } from './values-file.ts';

/** A chart as it lies in a directory. */
export interface LintSource {
  /** Stands in messages about the chart as a whole. */
  directory: string;
  files: readonly ChartFile[];
}

export interface LintOptions {
  /** Over the chart's own. */
  values?: SetValues;
  namespace?: string;
  /** Without it, templates see that of `defaultCapabilities`, and kinds are deprecated that were in 1.20, as Helm has it. */
  kubeVersion?: Capabilities['kubeVersion'];
  skipSchemaValidation?: boolean;
  environment?: Environment;
}

/** The chart, or why it cannot be read. */
export type Loaded = { chart: Chart } | { problem: string };

/**
 * What `helm lint` says of a chart, in its words and order; after that what the platform expects of a cluster plugin, where
 * the chart is one (it has a module-plugin.yaml).
 */
export async function lintChart(source: LintSource, options: LintOptions = {}): Promise<LintMessage[]> {
  const report = new Report();
  const loaded = await load(source);
  lintChartFile(source, report);
  lintValuesFile(source, options, report);
  lintTemplates(source, loaded, options, report);
  lintDependencies(source, loaded, report);
  if ('chart' in loaded) lintPlugin(loaded.chart, options, report);
  return report.messages;
}

async function load({ files }: LintSource): Promise<Loaded> {
  try {
    return { chart: await loadChartDirectory(files) };
  } catch (error) {
    return { problem: (error as Error).message };
  }
}

export function fileText({ files }: LintSource, name: string): string | undefined {
  const file = files.find((candidate) => candidate.name === name);
  return file === undefined ? undefined : new TextDecoder().decode(file.data);
}
