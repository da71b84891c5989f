import type { Chart } from '../../chart/chart.ts';
import type { LintOptions } from '../lint-options.ts';
import type { Report } from '../message.ts';
import { formRules } from './form-rules.ts';
import { imageRules } from './image-rules.ts';
import { metadataRules } from './metadata-rules.ts';
import { type PluginChart, pluginChartOf, pluginFile } from './plugin-chart.ts';
import type { PluginRule } from './plugin-rule.ts';

const rules: readonly PluginRule[] = [...metadataRules, ...formRules, ...imageRules];

/** Of a chart that is a cluster plugin: what the platform expects of one. Each message says what to do. */
export function lintPlugin(chart: Chart, options: LintOptions, report: Report): void {
  const plugin = report.try('ERROR', pluginFile, () => pluginChartOf(chart));
  if (plugin !== undefined) for (const rule of rules) apply(rule, plugin, options, report);
}

function apply({ severity, check }: PluginRule, plugin: PluginChart, options: LintOptions, report: Report): void {
  for (const { file, wrong, todo } of check(plugin, options)) report.add(severity, file, `${wrong}: ${todo}`);
}
