import { defineCommand } from '../command/define-command.ts';
import { debugFlags, outputFlags } from './shared-flags.ts';

export const show = defineCommand({
  path: 'show',
  summary: 'Show what a package is',
  description:
    'Shows name, type, platforms and version of a package; with --output json also what is in it, layer by layer, and what ' +
    'lies beside it.',
  examples: ['violet show topolvm-operator.v2.3.0.tgz', 'violet show topolvm-operator.v2.3.0.tgz --all'],
  positionals: [{ name: 'package', description: 'The .tgz file', completes: 'archive' }],
  flags: {
    all: { kind: 'switch', description: 'Show the artifact and the related images too' },
    ...outputFlags,
    ...debugFlags,
  },
  async run({ all, output }, [path = ''], context) {
    const { showPackage } = await import('../package/show-package.ts');
    await showPackage(path, output === 'json' ? 'json' : all ? 'all' : 'short', context);
    return 0;
  },
});
