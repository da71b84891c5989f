import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseYaml } from '@violet/machinery';

/** A catalogue and what opm says about it, as lines of a tree; null where it takes it. */
export interface RecordedCase {
  name: string;
  files: Record<string, string>;
  /** Syntax errors have words of their own in every parser: only that both refuse it is compared. */
  ownWords?: true;
  problem: string[] | null;
}

/** `testdata/catalogs`: a folder per case where somebody has thought of it; a table where all that is possible is counted through. */
export const catalogCaseDirectory = join(import.meta.dirname, '../../testdata/catalogs');

/** All recorded cases, by group. Written by `tools/peers/bundles/record.ts`. */
export function recordedCases(): Record<string, RecordedCase[]> {
  const groups = readdirSync(catalogCaseDirectory).sort();
  return Object.fromEntries(groups.map((group) => [group.replace(/\.json$/, ''), casesOf(group)]));
}

function casesOf(group: string): RecordedCase[] {
  const path = join(catalogCaseDirectory, group);
  if (group.endsWith('.json')) return JSON.parse(readFileSync(path, 'utf8')) as RecordedCase[];
  return readdirSync(path)
    .sort()
    .map((folder) => {
      const read = (file: string) => parseYaml(readFileSync(join(path, folder, file), 'utf8')) as object;
      return { ...read('case.yaml'), ...read('expected.yaml') } as RecordedCase;
    });
}
