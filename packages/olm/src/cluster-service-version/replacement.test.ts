import { describe, expect, it } from 'vitest';
import { aCsv } from '../testing/a-csv.ts';
import { stored } from '../testing/stored.ts';
import {
  failsForward,
  hasCrdOwnerConflict,
  lastReplacement,
  replacedBy,
  replacementChain,
  replacementOf,
} from './replacement.ts';
import type { Csv } from './world.ts';

const owned = [{ name: 'widgets.example.com', version: 'v1', kind: 'Widget' }];

function chain(...links: [name: string, replaces?: string][]): Csv[] {
  return links.map(([name, replaces]) => stored(aCsv(name, 'ns', replaces === undefined ? {} : { replaces })));
}

function named(csvs: readonly Csv[], name: string): Csv {
  const found = csvs.find(({ metadata }) => metadata.name === name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
}

describe('a chain of CSVs', () => {
  const csvs = chain(['v1'], ['v2', 'v1'], ['v3', 'v2'], ['else']);
  const names = (name: string) => [...replacementChain(named(csvs, name), csvs)].sort();

  it('is found from each of its links', () => {
    for (const name of ['v1', 'v2', 'v3']) expect(names(name)).toEqual(['v1', 'v2', 'v3']);
    expect(names('else')).toEqual(['else']);
  });

  it('has a next and a previous for each link, and an end', () => {
    expect(replacementOf(named(csvs, 'v1'), csvs)?.metadata.name).toBe('v2');
    expect(replacedBy(named(csvs, 'v2'), csvs)?.metadata.name).toBe('v1');
    expect(replacedBy(named(csvs, 'v1'), csvs)).toBeUndefined();
    expect(lastReplacement(named(csvs, 'v1'), csvs)?.metadata.name).toBe('v3');
  });

  it('may bite its tail', () => {
    const ring = chain(['a', 'b'], ['b', 'a']);
    expect([...replacementChain(named(ring, 'a'), ring)].sort()).toEqual(['a', 'b']);
    expect(lastReplacement(named(ring, 'a'), ring)).toBeUndefined();
  });

  it.each([
    { other: ['v2', 'v1'] as const, conflict: false, why: 'replaces it' },
    { other: ['else', undefined] as const, conflict: true, why: 'has nothing to do with it' },
  ])('conflicts over a CRD with one that $why: $conflict', ({ other: [name, replaces], conflict }) => {
    const spec = { customresourcedefinitions: { owned } };
    const first = stored(aCsv('v1', 'ns', spec));
    const second = stored(aCsv(name, 'ns', replaces === undefined ? spec : { ...spec, replaces }));
    expect(hasCrdOwnerConflict(first, [first, second])).toBe(conflict);
  });
});

describe('failing forward', () => {
  it('is a wish of the group', () => {
    const group = { apiVersion: '', kind: '', metadata: {} };
    expect(failsForward([group])).toBe(false);
    expect(failsForward([{ ...group, spec: { upgradeStrategy: 'Default' } }])).toBe(false);
    expect(failsForward([{ ...group, spec: { upgradeStrategy: 'TechPreviewUnsafeFailForward' } }])).toBe(true);
  });
});
