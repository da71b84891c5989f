import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

export const root = join(import.meta.dirname, '..', '..');

export interface SourceFile {
  /** Relative to the root, with slashes. */
  path: string;
  /** `packages/<name>` or `apps/<name>`; undefined outside rooms. */
  room: string | undefined;
  /** Relative to the room. */
  pathInRoom: string;
  isTest: boolean;
  text: string;
  imports: string[];
}

const importPattern =
  /(?:^|\n)\s*(?:import|export)\b[^'";]*?from\s*'([^']+)'|import\(\s*'([^']+)'\s*\)|(?:^|\n)\s*import\s+'([^']+)'/g;

/** Every TypeScript file of the rooms, tools, samples, stories and benchmarks. */
export function sourceFiles(): SourceFile[] {
  const folders = ['packages', 'apps', 'tools', 'samples', 'e2e', 'benchmarks'];
  return folders.flatMap((folder) => filesBelow(join(root, folder))).map(readSource);
}

function filesBelow(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !file.includes('node_modules') && !file.includes('testdata'));
}

function readSource(file: string): SourceFile {
  const path = relative(root, file).replaceAll('\\', '/');
  const text = readFileSync(file, 'utf8');
  const [folder, name, ...rest] = path.split('/');
  const isRoom = folder === 'packages' || folder === 'apps';
  return {
    path,
    room: isRoom ? `${folder}/${name}` : undefined,
    pathInRoom: isRoom ? rest.join('/') : path,
    isTest: /\.(test|peer\.test)\.ts$/.test(path) || /\/src\/testing(\.ts$|\/)/.test(path),
    text,
    imports: [...text.matchAll(importPattern)].flatMap(([, from, dynamic, bare]) => from ?? dynamic ?? bare ?? []),
  };
}
