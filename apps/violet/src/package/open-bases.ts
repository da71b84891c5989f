import { resolve } from 'node:path';
import {
  createFilePool,
  type FilePool,
  imageContents,
  namedImages,
  openPackage,
  type PackageFile,
  readPackagedBundle,
} from '@violet/archive';
import { isFailure } from '@violet/machinery';
import type { CommandContext } from '../command/define-command.ts';
import { wrongUsage } from '../command/usage.ts';
import { type InstalledVersion, readInstalledApplications } from './installed-applications.ts';
import { packagePaths } from './package-paths.ts';

export interface BaseFlags {
  base: string[];
  baseDir: string | undefined;
}

/** Whom the bases are for. */
interface Itself {
  name: string;
  version: string;
}

/** All that is installed may be a base. */
const maxOpenFiles = 16;

/** The packages that `--base` names: files, or those in `--base-dir` of the versions that are installed. */
export async function openBases(flags: BaseFlags, itself: Itself, context: CommandContext): Promise<PackageFile[]> {
  const lists = flags.base.filter((path) => /\.ya?ml$/.test(path));
  requireBoth(lists, flags);
  const opened: PackageFile[] = [];
  const pool = createFilePool(maxOpenFiles);
  try {
    for (const path of flags.base) {
      if (!lists.includes(path)) opened.push(await openPackage(resolve(context.cwd, path), { pool }));
    }
    const { baseDir } = flags;
    if (baseDir === undefined) return opened;
    const wanted: InstalledVersion[] = [];
    for (const path of lists) wanted.push(...(await readInstalledApplications(resolve(context.cwd, path))));
    opened.push(...(await openInstalled(wanted, { baseDir, itself, pool }, context)));
    return opened;
  } catch (error) {
    for (const file of opened) await file.close();
    throw error;
  }
}

function requireBoth(lists: readonly string[], { baseDir }: BaseFlags): void {
  const [list] = lists;
  if (list !== undefined && baseDir === undefined) {
    throw wrongUsage(`--base ${list} is given without --base-dir`, 'Name the directory that has the packages.');
  }
  if (list === undefined && baseDir !== undefined) {
    throw wrongUsage('--base-dir is given without what `violet list` wrote', 'Name it too: --base apps.yaml');
  }
}

async function openInstalled(
  wanted: readonly InstalledVersion[],
  { baseDir, itself, pool }: { baseDir: string; itself: Itself; pool: FilePool },
  context: CommandContext,
): Promise<PackageFile[]> {
  const found = new Map<string, PackageFile>();
  for (const path of await packagePaths([baseDir], context.cwd)) {
    const file = await openIfPackage(path, pool, context);
    if (file === undefined) continue;
    const identity = await identityOf(file);
    const { metadata, spec } = file.manifest;
    const isWanted = wanted.some((one) => keyOf(one) === identity);
    const isItself = metadata.name === itself.name && spec.version === itself.version;
    if (!isWanted || isItself || found.has(identity)) await file.close();
    else found.set(identity, file);
  }
  for (const one of wanted) {
    if (found.has(keyOf(one))) continue;
    context.terminal.note(`${baseDir} has no package of ${one.name} ${one.version}`);
  }
  return [...found.values()];
}

async function openIfPackage(path: string, pool: FilePool, context: CommandContext): Promise<PackageFile | undefined> {
  try {
    return await openPackage(path, { pool });
  } catch (error) {
    if (!isFailure(error)) throw error;
    context.terminal.note(error.message);
    return undefined;
  }
}

function keyOf({ type, name, version }: InstalledVersion): string {
  return `${type} ${name} ${version}`;
}

/** As `violet list` names what the package brings. */
async function identityOf(file: PackageFile): Promise<string> {
  const { metadata, spec } = file.manifest;
  const { version } = spec;
  switch (spec.type) {
    case 'plugin':
      return keyOf({ type: 'ModulePlugin', name: spec.modulePlugin?.metadata.name ?? metadata.name, version });
    case 'chart':
      return keyOf({ type: 'Chart', name: metadata.name, version });
    case 'bundle': {
      const { artifact } = await namedImages(file);
      const { packageName } = await readPackagedBundle(file, await imageContents(file, artifact));
      return keyOf({ type: 'OperatorBundle', name: packageName, version });
    }
  }
}
