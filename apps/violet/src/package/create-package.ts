import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import {
  discoverPackage,
  type ExtensionPackage,
  isPlatform,
  type LocalImage,
  layoutSource,
  localSource,
  packArtifact,
  parseModulePlugin,
} from '@violet/archive';
import { Failure } from '@violet/machinery';
import { parseReference, printReference, type Reference } from '@violet/oci';
import type { CommandContext } from '../command/define-command.ts';
import { wrongUsage } from '../command/usage.ts';
import { type SourceAccess, type SourceRegistries, sourceRegistries } from '../registry/source-registries.ts';
import { readLocalArtifact } from './local-artifact.ts';
import { writePackageDirectory } from './package-directory.ts';

export interface CreateFlags extends SourceAccess {
  artifact: string;
  platforms: string[];
  modulePlugin: string | undefined;
  defaultCatalogSource: string | undefined;
  skipPackageImages: boolean;
  force: boolean;
  from: string | undefined;
}

const namePattern = /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/;

/** What was found, and the paths of the files that say so. */
export interface CreatedDirectory {
  name: string;
  type: ExtensionPackage['spec']['type'];
  version: string;
  relatedImages: string[];
  files: string[];
}

export async function createPackage(
  name: string,
  flags: CreateFlags,
  context: CommandContext,
): Promise<CreatedDirectory> {
  if (!namePattern.test(name)) {
    throw wrongUsage(`"${name}" is no name for a package`, 'Use lower-case letters, digits, - and .');
  }
  const { modulePlugin, defaultCatalogSource, artifact, platforms, skipPackageImages } = flags;
  const reference = artifactReference(artifact);
  const strange = platforms.find((platform) => !isPlatform(platform));
  if (strange !== undefined) throw wrongUsage(`--platforms: "${strange}" is no platform`, 'Write <os>/<architecture>.');
  const plugin = modulePlugin === undefined ? undefined : await readPlugin(resolve(context.cwd, modulePlugin));
  const directory = resolve(context.cwd, name);
  const image = await localImageOf(flags, reference, context);
  const source = await artifactSource(reference, image, flags, context);
  try {
    const manifest = await discoverPackage(source, {
      name,
      artifact,
      platforms,
      skipPackageImages,
      ...(plugin === undefined ? {} : { modulePlugin: plugin }),
      ...(defaultCatalogSource === undefined ? {} : { defaultCatalogSource }),
    });
    const { type, version, relatedImages } = manifest.spec;
    context.terminal.note(`${type} ${version} with ${count(relatedImages.length)}`);
    const files = await writePackageDirectory(directory, manifest, { overwrite: flags.force, artifact: image });
    return { name, type, version, relatedImages: relatedImages.map((one) => one.image), files };
  } finally {
    source.close();
  }
}

/** What `--from` names, packed; undefined where the artifact is in an image layout or a registry. */
async function localImageOf({ from }: CreateFlags, reference: Reference, { cwd }: CommandContext) {
  const artifact = from === undefined ? undefined : await readLocalArtifact(resolve(cwd, from));
  if (artifact === undefined) return undefined;
  if (reference.tag === undefined || reference.digest !== undefined) {
    throw wrongUsage(`--artifact: ${printReference(reference)} has no tag`, 'Write <registry>/<repository>:<tag>.');
  }
  return packArtifact(artifact);
}

async function artifactSource(
  reference: Reference,
  image: LocalImage | undefined,
  flags: CreateFlags,
  context: CommandContext,
): Promise<SourceRegistries> {
  if (image !== undefined) return { ...localSource(reference, image), close: () => undefined };
  if (flags.from === undefined) return sourceRegistries([reference], flags, context);
  return { ...(await layoutSource(resolve(context.cwd, flags.from))), close: () => undefined };
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
