import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { treeLines } from '../testing/tree-lines.ts';
import { readCatalog } from './read-catalog.ts';

/** What opm says about a catalogue; null where it takes it. Written by `tools/peers/bundles/record.ts`. */
interface RecordedCase {
  name: string;
  files: Record<string, string>;
  ownWords?: boolean;
  problem: string[] | null;
}

const folder = join(import.meta.dirname, '../../testdata/catalogs');

describe.each(readdirSync(folder))('the catalogues of %s', (file) => {
  const cases = JSON.parse(readFileSync(join(folder, file), 'utf8')) as RecordedCase[];

  it.each(cases.map((row) => [row.name, row] as const))('%s', (_, { files, ownWords, problem }) => {
    const bytes = Object.entries(files).map(([path, text]) => [path, Buffer.from(text)] as const);
    const problems = readCatalog(new Map(bytes)).problems.map(({ message }) => treeLines(message));

    if (ownWords) expect(problems.length > 0).toBe(problem !== null);
    else if (problem === null) expect(problems).toEqual([]);
    else expect(problems).toContainEqual(problem);
  });
});
