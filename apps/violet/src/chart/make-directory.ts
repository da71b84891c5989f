import { mkdir, realpath, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { Failure } from '@violet/machinery';
import { fileReason } from './file-reason.ts';

/**
 * Makes what is missing of a directory and gives its real path. One step after the other: Node's own way tries for ever
 * where the system says of every step that the one above is missing.
 */
export async function makeRoot(path: string): Promise<string> {
  const missing: string[] = [];
  for (let at = path; at !== dirname(at) && (await stat(at).catch(() => undefined)) === undefined; at = dirname(at)) {
    missing.push(at);
  }
  try {
    for (const step of missing.reverse()) await makeStep(step);
    if (!(await stat(path)).isDirectory()) throw Object.assign(new Error('not a directory'), { code: 'ENOTDIR' });
    return await realpath(path);
  } catch (error) {
    const reason = fileReason(error as NodeJS.ErrnoException);
    throw new Failure('Invalid', `directory ${path} cannot be made: ${reason}`, { cause: error });
  }
}

/**
 * Makes a directory below one that is there, and looks at each step before the next is made: false where a link leads out,
 * and nothing is made there. `root` is a real path.
 */
export async function makeDirectoryBelow(root: string, directory: string): Promise<boolean> {
  let at = root;
  for (const name of relative(root, directory).split(sep)) {
    if (name === '') continue;
    const step = join(at, name);
    at = (await realOf(step)) ?? (await made(step));
    if (at !== root && !isBelow(root, at)) return false;
  }
  return true;
}

/** The root of all ends with what parts others from what is in them. */
export function isBelow(root: string, path: string): boolean {
  return path.startsWith(root.endsWith(sep) ? root : `${root}${sep}`);
}

async function realOf(path: string): Promise<string | undefined> {
  try {
    return await realpath(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function made(step: string): Promise<string> {
  await makeStep(step);
  return realpath(step);
}

/** Somebody else may have made it meanwhile. */
async function makeStep(step: string): Promise<void> {
  await mkdir(step).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
}
