import { defineCommand } from '../command/define-command.ts';
import { chartSettingFlags, valuesFlags } from './chart-flags.ts';
import { debugFlags, sourceRegistryFlags } from './shared-flags.ts';

export const chartTemplate = defineCommand({
  path: 'chart template',
  summary: 'Render a chart as helm template does',
  description:
    'Prints the objects that a chart makes of its values, byte for byte as `helm template`. No cluster is asked. The chart is ' +
    'a directory, a .tgz file, or oci://<registry>/<repository>. Without a name the release is called release-name.',
  examples: [
    'violet chart template web ./web-chart --set replicas=3 -f production.yaml',
    'violet chart template web oci://harbor.demo.io/acp/chart-web --version 4.0.4 --show-only templates/deployment.yaml',
  ],
  positionals: [
    {
      name: 'name',
      description: 'Name of the release; where only one word is given, it is the chart',
      completes: 'archive',
    },
    { name: 'chart', description: 'Directory, .tgz file or oci:// address', isOptional: true, completes: 'archive' },
  ],
  flags: {
    ...valuesFlags,
    ...chartSettingFlags,
    apiVersions: {
      kind: 'list',
      short: 'a',
      value: 'version',
      description: 'API versions that templates see besides those of Kubernetes',
    },
    includeCrds: { kind: 'switch', description: 'Print the files under crds/ too' },
    skipCrds: { kind: 'switch', description: 'Print no CRDs, which is so without --include-crds' },
    noHooks: { kind: 'switch', description: 'Leave out hooks' },
    skipTests: { kind: 'switch', description: 'Leave out tests' },
    showOnly: {
      kind: 'texts',
      short: 's',
      value: 'template',
      description: 'Print only what these templates of the chart make',
    },
    isUpgrade: { kind: 'switch', description: 'Set .Release.IsUpgrade instead of .Release.IsInstall' },
    generateName: { kind: 'switch', short: 'g', description: 'Leave out the name, as Helm has it' },
    nameTemplate: { kind: 'text', value: 'template', description: 'Go template that makes the name of the release' },
    outputDir: { kind: 'text', value: 'directory', description: 'Write a file for each template instead of printing' },
    releaseName: { kind: 'switch', description: 'Put the name of the release into the paths below --output-dir' },
    version: { kind: 'text', value: 'version', description: 'Version of a chart in a registry' },
    ...sourceRegistryFlags,
    ...debugFlags,
  },
  async run(flags, words, context) {
    const { templateChart } = await import('../chart/template-chart.ts');
    await templateChart(words, flags, context);
    return 0;
  },
});
