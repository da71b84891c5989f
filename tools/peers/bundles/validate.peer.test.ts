import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { readCatalog } from '@violet/bundles';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { treeLines, validate } from './opm.ts';
import { randomCatalog } from './random-catalog.ts';

const work = mkdtempSync(join(tmpdir(), 'catalogs-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));

const seed = Number(process.env['VIOLET_SEED'] ?? 1);
const count = Number(process.env['VIOLET_RUNS'] ?? 150);

/** One for each broken package, where opm ends at the first. */
function ourProblems(text: string): (string[] | undefined)[] {
  const { problems } = readCatalog(new Map([['catalog.json', Buffer.from(text)]]));
  return problems.length === 0 ? [undefined] : problems.map(({ message }) => treeLines(message));
}

describe('random catalogues', () => {
  it('are refused in the words of opm, or not at all', async () => {
    const catalogs = fc.sample(randomCatalog, { seed, numRuns: count });
    const broken: object[] = [];
    for (const [index, documents] of catalogs.entries()) {
      const text = documents.map((document) => JSON.stringify(document)).join('\n');
      const directory = join(work, String(index));
      mkdirSync(directory);
      writeFileSync(join(directory, 'catalog.json'), text);
      const ours = ourProblems(text);
      const theirs = treeLines(await validate(directory));
      if (!ours.some((problem) => isDeepStrictEqual(problem, theirs))) broken.push({ text, ours, theirs });
    }
    expect(broken).toEqual([]);
  });
});
