import type { LintOptions } from '../lint-options.ts';
import type { Severity } from '../message.ts';
import type { PluginChart } from './plugin-chart.ts';

/** One thing that is wrong with a plugin: where, what, and the way out. */
export interface PluginFinding {
  file: string;
  wrong: string;
  todo: string;
}

/** A rule of plugins. Source: the plugin author's guide. */
export interface PluginRule {
  severity: Severity;
  check(plugin: PluginChart, options: LintOptions): PluginFinding[];
}
