import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packSample, type Sample } from '../../samples/pack.ts';

/** A sample's package, written into `output`, after a change to a copy of its directory. */
export async function packChanged(
  sample: Sample,
  output: string,
  change: (directory: string) => void,
): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'violet-changed-'));
  try {
    cpSync(sample.directory, directory, { recursive: true });
    change(directory);
    return await packSample({ ...sample, directory }, output);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

export function editFile(directory: string, path: string, change: (text: string) => string): void {
  const file = join(directory, path);
  writeFileSync(file, change(readFileSync(file, 'utf8')));
}
