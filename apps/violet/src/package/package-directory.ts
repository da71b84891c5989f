import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import {
  type ExtensionPackage,
  type LocalImage,
  parseExtensionPackage,
  parseModulePlugin,
  printExtensionPackage,
  writeImageLayout,
} from '@violet/archive';
import { Failure, printYaml } from '@violet/machinery';
import { parseReference } from '@violet/oci';

/** What `violet create` leaves for people to edit, and `violet package` reads. */
const manifestFile = 'manifest.yaml';
const modulePluginFile = 'module-plugin.yaml';
/** The artifact that was packed from a directory or a file, as an image layout. */
export const artifactDirectory = 'artifact';

export async function writePackageDirectory(
  directory: string,
  manifest: ExtensionPackage,
  { overwrite, artifact }: { overwrite: boolean; artifact: LocalImage | undefined },
): Promise<string[]> {
  const { modulePlugin, ...spec } = manifest.spec;
  const files = [
    { path: join(directory, manifestFile), text: printExtensionPackage({ ...manifest, spec }) },
    ...(modulePlugin === undefined ? [] : [{ path: join(directory, modulePluginFile), text: printYaml(modulePlugin) }]),
  ];
  const packed = join(directory, artifactDirectory);
  try {
    await makeDirectory(directory);
    await writeFiles(files, overwrite);
    // A former one is not that of this manifest.
    await rm(packed, { recursive: true, force: true });
    if (artifact !== undefined) await writeImageLayout(packed, parseReference(spec.artifact), artifact);
  } catch (cause) {
    throw cannotWrite(directory, cause as NodeJS.ErrnoException);
  }
  return files.map(({ path }) => path);
}

/** Its parent is there. Asked to make that one too, Node never ends where a file system answers "not there", as automounters do. */
async function makeDirectory(path: string): Promise<void> {
  await mkdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
}

/** Takes new files away where one cannot be written: they would look like somebody's work. */
async function writeFiles(files: readonly { path: string; text: string }[], overwrite: boolean): Promise<void> {
  const made: string[] = [];
  try {
    for (const { path, text } of files) {
      await using file = await open(path, overwrite ? 'w' : 'wx');
      if (!overwrite) made.push(path);
      await file.writeFile(text);
    }
  } catch (error) {
    for (const path of made) await rm(path, { force: true });
    throw error;
  }
}

export async function readPackageDirectory(directory: string): Promise<ExtensionPackage> {
  const path = join(directory, manifestFile);
  const text = await readOptional(path);
  if (text === undefined) {
    throw new Failure('NotFound', `${path}: no such file`, {
      hint: `Make it with: violet create ${basename(directory)} --artifact <registry>/<repository>:<tag>`,
    });
  }
  const pluginPath = join(directory, modulePluginFile);
  const plugin = await readOptional(pluginPath);
  return parseExtensionPackage(text, path, plugin === undefined ? undefined : parseModulePlugin(plugin, pluginPath));
}

async function readOptional(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new Failure('BadRequest', `${path} cannot be read: ${(cause as Error).message}`, { cause });
  }
}

function cannotWrite(directory: string, cause: NodeJS.ErrnoException): Failure {
  if (cause.code === 'EEXIST') {
    return new Failure('AlreadyExists', `${directory} has a ${basename(cause.path ?? manifestFile)} already`, {
      hint: 'It may have been edited: remove it, or overwrite it with --force.',
    });
  }
  return new Failure('BadRequest', `${directory} cannot be written: ${cause.message}`, { cause });
}
