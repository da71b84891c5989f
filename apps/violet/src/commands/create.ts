import { defineCommand } from '../command/define-command.ts';
import { debugFlags, outputFlags, sourceRegistryFlags } from './shared-flags.ts';

export const create = defineCommand({
  path: 'create',
  summary: 'Prepare the directory that a package is made from',
  description:
    'Reads a Helm chart or the bundle of an operator, from a registry or from disk, and writes <name>/manifest.yaml (and module-plugin.yaml ' +
    'of a cluster plugin), which say what `violet package <name>` puts into the package. Both may be edited.',
  examples: [
    'violet create web-cli --artifact harbor.demo.io/acp/chart-web-cli:v4.0.4 --platforms linux/amd64,linux/arm64',
    'violet create demo --artifact 127.0.0.1:5000/demo/chart-demo:1.0.0 --plain --no-auth',
    'violet create web-cli --artifact harbor.demo.io/acp/chart-web-cli:v4.0.4 --from ./chart',
  ],
  positionals: [{ name: 'name', description: 'Name of the package and of the directory' }],
  flags: {
    artifact: {
      kind: 'text',
      value: 'address',
      required: true,
      description: 'OCI address of the chart or of the bundle, <registry>/<repository>:<tag>',
    },
    from: {
      kind: 'text',
      value: 'path',
      description:
        'Where the artifact is, if not in its registry yet: a chart (directory or .tgz), the directory of a bundle, or an OCI ' +
        'image layout (directory or tar)',
    },
    platforms: {
      kind: 'list',
      value: 'os/arch',
      default: ['linux/amd64'],
      suggests: ['linux/amd64', 'linux/arm64'],
      description: 'Platforms of the images, separated by commas',
    },
    modulePlugin: {
      kind: 'text',
      value: 'file',
      description: 'ModulePlugin YAML; wins over module-plugin.yaml inside the chart',
    },
    defaultCatalogSource: {
      kind: 'text',
      value: 'name',
      description: 'Catalogue that an operator goes to where the push names none',
    },
    skipPackageImages: { kind: 'switch', description: 'Make a package without images' },
    force: { kind: 'switch', description: 'Overwrite the files of an earlier create' },
    ...sourceRegistryFlags,
    ...outputFlags,
    ...debugFlags,
  },
  async run(flags, [name = ''], context) {
    const { createPackage } = await import('../package/create-package.ts');
    const created = await createPackage(name, flags, context);
    if (flags.output === 'json') context.terminal.printDocument(created);
    else context.terminal.printLines(created.files);
    return 0;
  },
});
