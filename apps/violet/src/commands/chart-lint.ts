import { defineCommand } from '../command/define-command.ts';
import { chartSettingFlags, valuesFlags } from './chart-flags.ts';
import { debugFlags, outputFlags } from './shared-flags.ts';

export const chartLint = defineCommand({
  path: 'chart lint',
  summary: 'Look for mistakes in charts, as helm lint does, and in those of cluster plugins',
  description:
    'Says what `helm lint` says of a chart. A chart with a module-plugin.yaml is a cluster plugin: what the platform expects ' +
    'of one is looked at too. Ends with 1 where something is wrong.',
  examples: [
    'violet chart lint ./web-chart',
    'violet chart lint --strict ./plugin-chart -f values-test.yaml --output json',
  ],
  positionals: [
    {
      name: 'path',
      description: 'Directories or .tgz files; without any, this directory',
      isVariadic: true,
      isOptional: true,
      completes: 'archive',
    },
  ],
  flags: {
    strict: { kind: 'switch', description: 'Warnings count as errors' },
    quiet: { kind: 'switch', description: 'Tell of warnings and errors only' },
    withSubcharts: { kind: 'switch', description: 'Look at the charts under charts/ too' },
    ...valuesFlags,
    ...chartSettingFlags,
    ...outputFlags,
    ...debugFlags,
  },
  async run(flags, paths, context) {
    const { lintCharts } = await import('../chart/lint-charts.ts');
    return (await lintCharts(paths.length === 0 ? ['.'] : paths, flags, context)) ? 0 : 1;
  },
});
