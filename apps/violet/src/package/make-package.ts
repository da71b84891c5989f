import { basename, resolve } from 'node:path';
import { type BuildOptions, type BuiltPackage, buildPackage, type ExtensionPackage } from '@violet/archive';
import { parseReference } from '@violet/oci';
import type { CommandContext } from '../command/define-command.ts';
import { formatBytes } from '../progress/format-bytes.ts';
import type { SourceAccess, SourceRegistries } from '../registry/source-registries.ts';
import { type BaseFlags, openBases } from './open-bases.ts';
import { type OutputFlags, outputPath, refuseReplacing } from './output-path.ts';
import { readPackageDirectory } from './package-directory.ts';
import { packageSource } from './package-source.ts';
import { type SignFlags, signingKey } from './signing-key.ts';

export interface PackageFlags extends SourceAccess, BaseFlags, SignFlags, OutputFlags {
  from: string[];
}

/** Gives the sentence that tells where the package is. */
export async function makePackage(name: string, flags: PackageFlags, context: CommandContext): Promise<string> {
  const directory = resolve(context.cwd, name);
  const output = outputPath(flags, basename(directory), context.cwd);
  const manifest = await readPackageDirectory(directory);
  const key = await signingKey(flags, context);
  const bases = await openBases(flags, { name: manifest.metadata.name, version: manifest.spec.version }, context);
  try {
    await refuseReplacing(bases, output);
    const source = await packageSource(directory, referencesOf(manifest), flags, context);
    const built = await build({ manifest, source, output, bases, seal: { signingKey: key } }, context);
    return `successfully packaged and saved it to: ${built.path}`;
  } finally {
    for (const base of bases) await base.close();
  }
}

async function build(
  options: BuildOptions & { source: SourceRegistries },
  { events, terminal, signal }: CommandContext,
): Promise<BuiltPackage> {
  const progress = await events.progress('package');
  try {
    return await buildPackage({
      ...options,
      signal,
      progress: {
        onPlan: (plan) => {
          terminal.note(planned(plan));
          for (const one of plan.single) terminal.note(singleWords(one));
          progress.start({ bytes: plan.bytes });
        },
        onBytes: (bytes) => progress.update({ bytes }),
      },
    });
  } finally {
    progress.stop();
    options.source.close();
  }
}

function referencesOf({ spec: { artifact, relatedImages } }: ExtensionPackage) {
  return [artifact, ...relatedImages.map(({ image }) => image)].map(parseReference);
}

function planned({ images, bytes, lacking }: BuiltPackage): string {
  const text = `${images === 1 ? '1 image' : `${images} images`}, ${formatBytes(bytes)}`;
  if (lacking.length === 0) return text;
  const left = lacking.reduce((sum, { size }) => sum + size, 0);
  const bases = new Set(lacking.map(({ base }) => `${base.name} ${base.version}`));
  const layers = lacking.length === 1 ? '1 layer' : `${lacking.length} layers`;
  return `${text}; ${layers}, ${formatBytes(left)}, left to ${[...bases].join(', ')}`;
}

function singleWords({ image, platform, lacking }: BuiltPackage['single'][number]): string {
  return `Warning: ${image} is for ${platform} alone: it does not run on ${lacking.join(' and ')}`;
}
