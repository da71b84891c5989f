import { defineCommand } from '../command/define-command.ts';
import { debugFlags, sourceRegistryFlags } from './shared-flags.ts';

/** `package` is a word that JavaScript keeps for itself. */
export const packageCommand = defineCommand({
  path: 'package',
  summary: 'Make a package from a directory that `violet create` prepared',
  description:
    'Downloads the chart or the bundle, and the images that <name>/manifest.yaml lists and writes <name>.tgz.',
  examples: [
    'violet package web-cli',
    'violet package web-cli --output-file dist/web-cli-v4.0.4.tgz --username robot --password "$PASSWORD"',
  ],
  positionals: [
    { name: 'name', description: 'The directory, as it was named for `violet create`', completes: 'directory' },
  ],
  flags: {
    outputFile: { kind: 'text', value: 'file', description: 'The package to write; default: <name>.tgz' },
    output: { kind: 'text', value: 'name', description: 'The same as --output-file' },
    ...sourceRegistryFlags,
    ...debugFlags,
  },
  async run(flags, [name = ''], context) {
    const { makePackage } = await import('../package/make-package.ts');
    context.terminal.print(await makePackage(name, flags, context));
    return 0;
  },
});
