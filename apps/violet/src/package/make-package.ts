import { basename, resolve } from 'node:path';
import { type BuiltPackage, buildPackage, type ExtensionPackage } from '@violet/archive';
import { parseReference } from '@violet/oci';
import type { CommandContext } from '../command/define-command.ts';
import { wrongUsage } from '../command/usage.ts';
import { formatBytes } from '../progress/format-bytes.ts';
import type { SourceAccess } from '../registry/source-registries.ts';
import { type BaseFlags, openBases } from './open-bases.ts';
import { readPackageDirectory } from './package-directory.ts';
import { packageSource } from './package-source.ts';
import { type SignFlags, signingKey } from './signing-key.ts';

export interface PackageFlags extends SourceAccess, BaseFlags, SignFlags {
  outputFile: string | undefined;
  output: string | undefined;
  from: string[];
}

/** Gives the sentence that tells where the package is. */
export async function makePackage(name: string, flags: PackageFlags, context: CommandContext): Promise<string> {
  if (flags.output !== undefined && flags.outputFile !== undefined) {
    throw wrongUsage('--output and --output-file are the same: give one of them');
  }
  const directory = resolve(context.cwd, name);
  const manifest = await readPackageDirectory(directory);
  const key = await signingKey(flags, context);
  const bases = await openBases(flags, { name: manifest.metadata.name, version: manifest.spec.version }, context);
  const source = await packageSource(directory, referencesOf(manifest), flags, context);
  const progress = await context.events.progress('package');
  try {
    const built = await buildPackage({
      manifest,
      source,
      output: resolve(context.cwd, withExtension(flags.outputFile ?? flags.output ?? basename(directory))),
      bases,
      seal: { signingKey: key },
      signal: context.signal,
      progress: {
        onPlan: (plan) => {
          context.terminal.note(planned(plan));
          for (const one of plan.single) context.terminal.note(singleWords(one));
          progress.start({ bytes: plan.bytes });
        },
        onBytes: (bytes) => progress.update({ bytes }),
      },
    });
    return `successfully packaged and saved it to: ${built.path}`;
  } finally {
    progress.stop();
    source.close();
    for (const base of bases) await base.close();
  }
}

function referencesOf({ spec: { artifact, relatedImages } }: ExtensionPackage) {
  return [artifact, ...relatedImages.map(({ image }) => image)].map(parseReference);
}

function planned({ images, bytes, lacking }: BuiltPackage): string {
  const text = `${images} images, ${formatBytes(bytes)}`;
  if (lacking.length === 0) return text;
  const left = lacking.reduce((sum, { size }) => sum + size, 0);
  const bases = new Set(lacking.map(({ base }) => `${base.name} ${base.version}`));
  const layers = lacking.length === 1 ? '1 layer' : `${lacking.length} layers`;
  return `${text}; ${layers}, ${formatBytes(left)}, left to ${[...bases].join(', ')}`;
}

function singleWords({ image, platform, lacking }: BuiltPackage['single'][number]): string {
  return `Warning: ${image} is for ${platform} alone: it does not run on ${lacking.join(' and ')}`;
}

function withExtension(name: string): string {
  return name.endsWith('.tgz') ? name : `${name}.tgz`;
}
