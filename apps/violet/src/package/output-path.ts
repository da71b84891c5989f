import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { PackageFile } from '@violet/archive';
import { wrongUsage } from '../command/usage.ts';

export interface OutputFlags {
  outputFile: string | undefined;
  output: string | undefined;
}

/** Where the package is to be written: what was typed, or `name`, with the extension of packages. */
export function outputPath({ outputFile, output }: OutputFlags, name: string, cwd: string): string {
  if (output !== undefined && outputFile !== undefined) {
    throw wrongUsage('--output and --output-file are the same: give one of them');
  }
  const typed = outputFile ?? output ?? name;
  // With the extension it would be a hidden file, which nobody asked for.
  if (/(^|[\\/])\.{0,2}$/.test(typed)) {
    throw wrongUsage(`--output-file: "${typed}" is a directory`, 'Name the file in it, too.');
  }
  return resolve(cwd, typed.endsWith('.tgz') ? typed : `${typed}.tgz`);
}

/** A differential package in the place of its base would be all that is left of both. */
export async function refuseReplacing(bases: readonly PackageFile[], output: string): Promise<void> {
  const there = await stat(output).catch(() => undefined);
  for (const { path } of bases) {
    const base = await stat(path);
    if (base.ino !== there?.ino || base.dev !== there.dev) continue;
    throw wrongUsage(`the package would replace its base ${path}`, 'Choose another place for it with --output-file.');
  }
}
