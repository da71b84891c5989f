import { lintChartFile } from './chart-file.ts';
import { lintDependencies } from './dependencies.ts';
import type { LintOptions } from './lint-options.ts';
import { type LintSource, loadSource } from './lint-source.ts';
import { type LintMessage, Report } from './message.ts';
import { lintPlugin } from './plugin/lint-plugin.ts';
import { lintTemplates } from './templates.ts';
import { lintValuesFile } from './values-file.ts';

/**
 * What `helm lint` says of a chart, in its words and order; after that what the platform expects of a cluster plugin, where
 * the chart is one (it has a module-plugin.yaml).
 */
export async function lintChart(source: LintSource, options: LintOptions = {}): Promise<LintMessage[]> {
  const report = new Report();
  const loaded = await loadSource(source);
  lintChartFile(source, report);
  lintValuesFile(source, options, report);
  lintTemplates(source, loaded, options, report);
  lintDependencies(source, loaded, report);
  if ('chart' in loaded) lintPlugin(loaded.chart, options, report);
  return report.messages;
}
