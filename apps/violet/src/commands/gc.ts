import { defineCommand } from '../command/define-command.ts';
import { debugFlags, outputFlags, platformFlags } from './shared-flags.ts';

export const gc = defineCommand({
  path: 'gc',
  summary: 'Delete what was uploaded and is not needed',
  description:
    'Deletes Artifacts of operators and ModulePlugins that are installed nowhere, and their versions that are older than the installed ' +
    'ones, of extensions with life cycle Aligned or Agnostic. On a terminal it asks before; it cannot be undone.',
  examples: [
    'violet gc --dry-run --platform-address https://example.com --platform-token "$TOKEN"',
    'violet gc --clusters region1,region2 --platform-address https://example.com --platform-token "$TOKEN"',
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
    dryRun: { kind: 'switch', description: 'Show what would be deleted, and delete nothing' },
    yes: { kind: 'switch', description: 'Do not ask' },
    ...outputFlags,
    ...debugFlags,
  },
  async run(flags, _positionals, context) {
    const { gcCommand } = await import('../installed/gc-command.ts');
    return gcCommand(flags, context);
  },
});
