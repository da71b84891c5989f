import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { readCatalog } from '@violet/bundles';
import { recordedCases, treeLines } from '@violet/bundles/testing';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { catalogCases } from './cases/all-cases.ts';
import { randomCatalog } from './cases/random-catalog.ts';
import { answerTo } from './opm.ts';

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
      const ours = ourProblems(text);
      const theirs = await answerTo({ 'catalog.json': text }, join(work, `random-${index}`));
      if (!ours.some((problem) => isDeepStrictEqual(problem, theirs))) broken.push({ text, ours, theirs });
    }
    expect(broken).toEqual([]);
  });
});

const recorded = recordedCases();

describe('the recorded cases', () => {
  it.each(Object.entries(catalogCases))('of %s have the answers of opm', async (file, cases) => {
    const live: object[] = [];
    for (const [index, item] of cases.entries()) {
      live.push({ ...item, problem: (await answerTo(item.files, join(work, `${file}-${index}`))) ?? null });
    }
    expect(live).toEqual(recorded[file]);
  });
});
