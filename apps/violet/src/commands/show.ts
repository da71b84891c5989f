import { defineCommand } from '../command/define-command.ts';
import { debugFlags, outputFlags } from './shared-flags.ts';

export const show = defineCommand({
  path: 'show',
  summary: 'Show what a package is',
  examples: ['violet show topolvm-operator.v2.3.0.tgz', 'violet show topolvm-operator.v2.3.0.tgz --all'],
  positionals: [{ name: 'package', description: 'The .tgz file', completes: 'archive' }],
  flags: {
    all: { kind: 'switch', description: 'Show the artifact and the related images too' },
    ...outputFlags,
    ...debugFlags,
  },
  async run({ all, output }, [path = ''], { cwd, terminal }) {
    const { showPackage } = await import('../package/show-package.ts');
    terminal.print(await showPackage(path, cwd, output === 'json' ? 'json' : all ? 'all' : 'short'));
    return 0;
  },
});
