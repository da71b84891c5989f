import { expect, it } from 'vitest';
import { comparePlays } from './compare-plays.ts';
import type { Play } from './play.ts';

const aPlay = (objects: Record<string, object>, more: Partial<Play> = {}): Play => ({
  refusal: undefined,
  installed: new Map(Object.entries(objects)) as Play['installed'],
  views: new Map(),
  clinging: undefined,
  left: new Map(),
  ...more,
});

it('equal plays have no differences', () => {
  expect(comparePlays(aPlay({ a: { b: 1 } }), aPlay({ a: { b: 1 } }))).toEqual([]);
});

it('objects, fields, refusals and views that differ are told', () => {
  const ours = aPlay({ a: { b: 1 }, c: {} }, { refusal: 'no', views: new Map([['notes', 'x']]) });
  const theirs = aPlay({ a: { b: 2 }, d: {} }, { views: new Map([['notes', 'y']]), left: new Map([['e', {}]]) });

  expect(comparePlays(ours, theirs)).toEqual([
    'refusal: Helm says undefined',
    'refusal: we say no',
    'a: b',
    "d: only Helm's",
    'c: only ours',
    'helm get notes',
    "left: e: only Helm's",
  ]);
});

it('what Helm does otherwise the next time is chance', () => {
  const views = (text: string) => ({ views: new Map([['manifest', text]]) });
  const ours = aPlay({ a: { password: 'p', b: 1 } }, views('password: "p"'));
  const theirs = aPlay({ a: { password: 'q', b: 1 }, passing: {} }, views('password: "q"'));
  const again = aPlay({ a: { password: 'r', b: 1 } }, views('password: "r"'));

  expect(comparePlays(ours, theirs, again)).toEqual([]);
});
