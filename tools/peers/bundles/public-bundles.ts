import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Folders of public operators, `<operator>/<version>`; empty where they are not at hand. */
export function publicBundles(): string[] {
  const root = process.env['VIOLET_PUBLIC_OPERATORS'] ?? '';
  if (root === '' || !existsSync(root)) return [];
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('/metadata/annotations.yaml'))
    .map((path) => join(root, path, '../..'))
    .sort();
}

/** The files below a folder, by their path in it. */
export function filesBelow(directory: string): Map<string, Uint8Array> {
  const paths = readdirSync(directory, { recursive: true, encoding: 'utf8' });
  const files = paths.filter((path) => statSync(join(directory, path)).isFile());
  return new Map(files.map((path) => [path, readFileSync(join(directory, path))]));
}
