import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pack as tar } from 'tar-stream';

export interface TarFile {
  name: string;
  data: Buffer;
}

/** The files of a directory, by names relative to it. */
export function filesIn(directory: string): TarFile[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((file) => ({ name: relative(directory, file).replaceAll('\\', '/'), data: readFileSync(file) }));
}

export async function tarOf(files: readonly TarFile[]): Promise<Buffer> {
  const archive = tar();
  for (const { name, data } of files) archive.entry({ name, mtime: new Date(0) }, data);
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
