import { bundle, type CatalogCase, caseOf, channel, olmPackage } from './catalog-case.ts';

const names = ['a', 'b', 'c'];
/** Nothing, each of the three, and one that is not there. */
const targets = ['', 'a', 'b', 'c', 'x'];

interface Edges {
  replaces: string;
  skips?: string[];
}

function graphCase(edges: readonly Edges[]): CatalogCase {
  const entries = edges.map(({ replaces, skips = [] }, index) => ({
    name: names[index] ?? '',
    ...(replaces === '' ? {} : { replaces }),
    ...(skips.length === 0 ? {} : { skips }),
  }));
  const title = entries.map(({ name, replaces, skips }) => [
    name,
    replaces && `>${replaces}`,
    skips && `!${skips.join('!')}`,
  ]);
  return caseOf(title.map((parts) => parts.filter(Boolean).join('')).join(' '), [
    olmPackage(),
    channel(entries),
    ...entries.map(({ name }) => bundle(name)),
  ]);
}

/** Every way in which three entries can replace each other. */
export const replacesCases: CatalogCase[] = targets.flatMap((a) =>
  targets.flatMap((b) => targets.map((c) => graphCase([{ replaces: a }, { replaces: b }, { replaces: c }]))),
);

const skipSets = [[], ['a'], ['b'], ['c'], ['a', 'b'], ['x'], ['']];

/** Skips of one and of two entries, over four chains. */
export const skipsCases: CatalogCase[] = [
  ['', 'a', 'b'],
  ['', 'a', 'a'],
  ['x', '', 'b'],
  ['', '', ''],
].flatMap(([a = '', b = '', c = '']) =>
  skipSets.flatMap((second) =>
    skipSets
      .filter((third) => second.length + third.length > 0)
      .map((third) => graphCase([{ replaces: a }, { replaces: b, skips: second }, { replaces: c, skips: third }])),
  ),
);
