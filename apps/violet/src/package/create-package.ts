import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { discoverPackage, isPlatform, parseModulePlugin } from '@violet/archive';
import { Failure } from '@violet/machinery';
import { parseReference, type Reference } from '@violet/oci';
import type { CommandContext } from '../command/define-command.ts';
import { wrongUsage } from '../command/usage.ts';
import { type SourceAccess, sourceRegistries } from '../registry/source-registries.ts';
import { writePackageDirectory } from './package-directory.ts';

export interface CreateFlags extends SourceAccess {
  artifact: string;
  platforms: string[];
  modulePlugin: string | undefined;
  defaultCatalogSource: string | undefined;
  skipPackageImages: boolean;
  force: boolean;
}

const namePattern = /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/;

/** Gives the paths of the files that were written. */
export async function createPackage(name: string, flags: CreateFlags, context: CommandContext): Promise<string[]> {
  if (!namePattern.test(name)) {
    throw wrongUsage(`"${name}" is no name for a package`, 'Use lower-case letters, digits, - and .');
  }
  const { modulePlugin, defaultCatalogSource, artifact, platforms, skipPackageImages } = flags;
  const reference = artifactReference(artifact);
  const strange = platforms.find((platform) => !isPlatform(platform));
  if (strange !== undefined) throw wrongUsage(`--platforms: "${strange}" is no platform`, 'Write <os>/<architecture>.');
  const plugin = modulePlugin === undefined ? undefined : await readPlugin(resolve(context.cwd, modulePlugin));
  const source = await sourceRegistries([reference], flags, context);
  try {
    const manifest = await discoverPackage(source, {
      name,
      artifact,
      platforms,
      skipPackageImages,
      ...(plugin === undefined ? {} : { modulePlugin: plugin }),
      ...(defaultCatalogSource === undefined ? {} : { defaultCatalogSource }),
    });
    context.terminal.note(
      `${manifest.spec.type} ${manifest.spec.version} with ${count(manifest.spec.relatedImages.length)}`,
    );
    return await writePackageDirectory(resolve(context.cwd, name), manifest, { overwrite: flags.force });
  } finally {
    source.close();
  }
}

function artifactReference(artifact: string): Reference {
  try {
    const reference = parseReference(artifact);
    if (reference.registry !== undefined) return reference;
  } catch (error) {
    throw wrongUsage(`--artifact: ${error instanceof Failure ? error.message : String(error)}`);
  }
  throw wrongUsage(`--artifact: ${artifact} names no registry`, 'Write <registry>/<repository>:<tag>.');
}

async function readPlugin(path: string) {
  const text = await readFile(path, 'utf8').catch((cause: Error) => {
    throw new Failure('NotFound', `--module-plugin: ${path} cannot be read: ${cause.message}`, { cause });
  });
  return parseModulePlugin(text, path);
}

function count(images: number): string {
  return images === 1 ? '1 image' : `${images} images`;
}
