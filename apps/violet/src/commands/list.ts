import { defineCommand } from '../command/define-command.ts';
import { debugFlags, outputFlags, platformFlags } from './shared-flags.ts';

export const list = defineCommand({
  path: 'list',
  summary: 'List the extensions that are installed',
  description:
    'Prints the installed extensions with life cycle Aligned or Agnostic and their versions as YAML, and writes the same to a file, ' +
    'which the portal reads to say which packages an upgrade needs.',
  examples: [
    'violet list --platform-address https://example.com --platform-token "$TOKEN"',
    'violet list --clusters global,region1 --output-file region1.yaml --platform-address https://example.com \\\n' +
      '      --platform-token "$TOKEN"',
  ],
  positionals: [],
  flags: {
    ...platformFlags,
    clusters: {
      kind: 'list',
      value: 'name',
      suggests: ['global'],
      description: 'Clusters to look into; all where absent',
    },
    outputFile: { kind: 'text', value: 'file', default: 'apps.yaml', description: 'File to write' },
    ...outputFlags,
    ...debugFlags,
  },
  async run(flags, _positionals, context) {
    const { listCommand } = await import('../installed/list-command.ts');
    return listCommand(flags, context);
  },
});
