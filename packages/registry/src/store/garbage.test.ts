import { expect, it } from 'vitest';
import { garbageOf, type RepositoryContents } from './garbage.ts';

interface Case {
  name: string;
  /** Manifest: what it names; `<` is its subject, `*` a tag, `!` youth. */
  manifests: Record<string, string>;
  /** Blobs; `!` is youth. */
  blobs?: string;
  outside?: string[];
  /** Manifests are kept, whatever names them. */
  keepAll?: true;
  goes: string[];
}

const cases: Case[] = [
  { name: 'an image without a tag', manifests: { a: 'x' }, blobs: 'x', goes: ['a', 'x'] },
  { name: 'nothing of a tagged image', manifests: { a: '* x y' }, blobs: 'x y', goes: [] },
  { name: 'nothing of a young image', manifests: { a: '! x' }, blobs: 'x', goes: [] },
  { name: 'nothing of an image that is named outside', manifests: { a: 'x' }, blobs: 'x', outside: ['a'], goes: [] },
  { name: 'a blob that no manifest names', manifests: { a: '* x' }, blobs: 'x y', goes: ['y'] },
  { name: 'no young blob', manifests: {}, blobs: 'x! y', goes: ['y'] },
  { name: 'no image that a tagged index names', manifests: { i: '* a b', a: 'x', b: 'y', c: 'x' }, goes: ['c'] },
  { name: 'no image of an index in an index', manifests: { o: '* i', i: 'a', a: 'x' }, goes: [] },
  { name: 'nothing that signs a tagged image', manifests: { a: '* x', s: '<a z', t: '<s' }, blobs: 'z', goes: [] },
  { name: 'nothing that a tagged signature signs', manifests: { a: 'x', s: '* <a' }, blobs: 'x', goes: [] },
  { name: 'a signature with its image', manifests: { a: 'x', s: '<a' }, blobs: 'x', goes: ['a', 's', 'x'] },
  { name: 'a signature of what never came', manifests: { s: '<a' }, goes: ['s'] },
  { name: 'indexes that name each other', manifests: { i: 'j', j: 'i' }, goes: ['i', 'j'] },
  { name: 'no manifest where all are kept', manifests: { a: 'x', s: '<b' }, blobs: 'x y', keepAll: true, goes: ['y'] },
];

const old = 0;
const young = 2;

function contentsOf({ manifests, blobs = '' }: Case): RepositoryContents {
  const entries = Object.entries(manifests).map(([digest, text]) => [digest, text.split(' ')] as const);
  return {
    manifests: new Map(
      entries.map(([digest, words]) => [
        digest,
        {
          references: words.filter((word) => /^\w/.test(word)),
          subject: words.find((word) => word.startsWith('<'))?.slice(1),
          changedMs: words.includes('!') ? young : old,
        },
      ]),
    ),
    tagged: new Set(entries.filter(([, words]) => words.includes('*')).map(([digest]) => digest)),
    blobs: new Map(
      blobs
        .split(' ')
        .filter((word) => word !== '')
        .map((word) => [word.replace('!', ''), word.endsWith('!') ? young : old]),
    ),
  };
}

it.each(cases)('collects $name', (example) => {
  const { outside = [], keepAll, goes } = example;
  const namedOutside = keepAll === true ? undefined : new Set(outside);

  const { manifests, blobs } = garbageOf(contentsOf(example), { beforeMs: 1, namedOutside });

  expect([...manifests, ...blobs].sort()).toEqual([...goes].sort());
});
