import { defineCommand } from '../command/define-command.ts';
import { debugFlags, sourceRegistryFlags } from './shared-flags.ts';

/** `package` is a word that JavaScript keeps for itself. */
export const packageCommand = defineCommand({
  path: 'package',
  summary: 'Make a package from a directory that `violet create` prepared',
  description:
    'Reads the chart or the bundle and the images that <name>/manifest.yaml lists, and writes <name>.tgz and, beside it, its ' +
    'checksum. The same images give the same bytes.',
  examples: [
    'violet package web-cli',
    'violet package web-cli --output-file dist/web-cli-v4.0.4.tgz --username robot --password "$PASSWORD"',
    'violet package web-cli --base web-cli-v4.0.3.tgz --sign vendor.key',
  ],
  positionals: [
    { name: 'name', description: 'The directory, as it was named for `violet create`', completes: 'directory' },
  ],
  flags: {
    outputFile: { kind: 'text', value: 'file', description: 'The package to write; default: <name>.tgz' },
    output: { kind: 'text', value: 'name', description: 'The same as --output-file' },
    from: {
      kind: 'texts',
      value: 'path',
      description: 'OCI image layout (directory or tar) that has images; the others come from their registries',
    },
    base: {
      kind: 'texts',
      value: 'file',
      description:
        'Package that is pushed before: layers that it has are left out; or what `violet list` wrote, with --base-dir',
    },
    baseDir: { kind: 'text', value: 'directory', description: 'The packages of what is installed' },
    sign: { kind: 'text', value: 'file', description: 'OpenPGP secret key; writes the signature <package>.sig' },
    signKey: {
      kind: 'text',
      value: 'name',
      description: 'Fingerprint, key ID or user ID, where the file has several keys',
    },
    signPassphraseStdin: {
      kind: 'switch',
      description: 'Read the passphrase of the key from stdin; without it VIOLET_SIGN_PASSPHRASE',
    },
    ...sourceRegistryFlags,
    ...debugFlags,
  },
  async run(flags, [name = ''], context) {
    const { makePackage } = await import('../package/make-package.ts');
    context.terminal.printLines([await makePackage(name, flags, context)]);
    return 0;
  },
});
