import { describe, expect, it } from 'vitest';
import { recordedCases } from '../testing/recorded-cases.ts';
import { treeLines } from '../testing/tree-lines.ts';
import { readCatalog } from './read-catalog.ts';

const groups = Object.entries(recordedCases());

it('the cases are several hundred, most of them refusals', () => {
  const all = groups.flatMap(([, cases]) => cases);

  expect(all.length).toBeGreaterThan(500);
  expect(all.filter(({ problem }) => problem !== null).length).toBeGreaterThan(300);
});

describe.each(groups)('the catalogues of %s', (_group, cases) => {
  it.each(cases.map((row) => [row.name, row] as const))('%s', (_, { files, ownWords, problem }) => {
    const bytes = Object.entries(files).map(([path, text]) => [path, Buffer.from(text)] as const);
    const problems = readCatalog(new Map(bytes)).problems.map(({ message }) => treeLines(message));

    if (ownWords) expect(problems.length > 0).toBe(problem !== null);
    else if (problem === null) expect(problems).toEqual([]);
    else expect(problems).toContainEqual(problem);
  });
});
