import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChannelEntryBlob } from '../catalog/blobs.ts';
import { parseSemVersion } from '../version/parse-version.ts';
import { linkChannel } from './link-channel.ts';
import { channelEntries, type GraphNode } from './update-graph.ts';

/** `1.1.0>1.0.0!0.9.0`: version, what it replaces, what it skips. Names are versions. */
function nodesOf(text: string): GraphNode[] {
  return text.split(' ').map((word) => {
    const [edges = '', ...skips] = word.split('!');
    const [name = '', replaces = ''] = edges.split('>');
    const version = parseSemVersion(name);
    if (typeof version === 'string') throw new Error(version);
    return { name, version, replaces, skips, skipRange: '' };
  });
}

function print(entries: readonly ChannelEntryBlob[]): string {
  return entries
    .map(({ name, replaces, skips = [] }) => [name, replaces && `>${replaces}`, ...skips.map((skip) => `!${skip}`)])
    .map((parts) => parts.filter(Boolean).join(''))
    .join(' ');
}

describe('a channel of bundles that were pushed one by one', () => {
  it.each([
    ['has one', '1.0.0', '1.0.0'],
    ['keeps the chain of its CSVs', '1.0.0 1.1.0>1.0.0 1.2.0>1.1.0', '1.2.0>1.1.0 1.1.0>1.0.0 1.0.0'],
    ['keeps a chain that skips', '1.0.0 1.1.0 1.2.0>1.0.0!1.1.0', '1.2.0>1.0.0!1.1.0 1.1.0 1.0.0'],
    ['keeps a chain against the versions', '2.0.0 1.0.0>2.0.0', '2.0.0 1.0.0>2.0.0'],
    ['ends in what is not there', '1.1.0>1.0.0 1.2.0>1.1.0', '1.2.0>1.1.0 1.1.0>1.0.0'],
    ['links what nothing links', '1.0.0 1.2.0 1.1.0', '1.2.0>1.1.0 1.1.0>1.0.0 1.0.0'],
    ['links by number, not by letter', '1.9.0 1.10.0', '1.10.0>1.9.0 1.9.0'],
    ['has candidates before what they become', '1.0.0 1.0.0-rc.1', '1.0.0>1.0.0-rc.1 1.0.0-rc.1'],
    ['has builds behind what they are of', '1.0.0 1.0.0+2 1.0.0+1', '1.0.0+2>1.0.0+1 1.0.0+1>1.0.0 1.0.0'],
    ['links the rest to a chain', '1.0.0 1.1.0>1.0.0 1.2.0', '1.2.0>1.1.0 1.1.0>1.0.0 1.0.0'],
    ['remembers what it replaced', '1.0.0 1.2.0>1.1.0', '1.2.0>1.0.0!1.1.0 1.0.0'],
    ['passes over what is skipped', '1.0.0 1.1.0 1.2.0!1.1.0', '1.2.0>1.0.0!1.1.0 1.1.0>1.0.0 1.0.0'],
    ['goes by version where two replace one', '1.0.0 1.1.0>1.0.0 1.2.0>1.0.0', '1.2.0>1.1.0 1.1.0>1.0.0 1.0.0'],
    ['keeps a circle, to be reported', '1.0.0>1.1.0 1.1.0>1.0.0', '1.1.0>1.0.0 1.0.0>1.1.0'],
    ['keeps a bundle that replaces itself', '1.0.0>1.0.0', '1.0.0>1.0.0'],
    ['keeps a circle beside others', '1.0.0 1.1.0>1.2.0 1.2.0>1.1.0', '1.2.0>1.1.0 1.1.0>1.2.0 1.0.0'],
  ])('%s', (_, nodes, entries) => {
    expect(print(linkChannel(nodesOf(nodes)))).toBe(entries);
  });

  it('has the same entries, whatever came first', () => {
    const edges = fc.record({ replaces: fc.nat(6), skips: fc.array(fc.nat(6), { maxLength: 2 }) });
    const channels = fc.array(edges, { minLength: 1, maxLength: 6 }).chain((list) => {
      const words = list.map(({ replaces, skips }, index) =>
        [`1.${index}.0`, `>1.${replaces}.0`, ...skips.map((skip) => `!1.${skip}.0`)].join(''),
      );
      return fc.tuple(fc.constant(words), fc.shuffledSubarray(words, { minLength: words.length }));
    });
    fc.assert(
      fc.property(channels, ([words, shuffled]) => {
        expect(print(linkChannel(nodesOf(shuffled.join(' '))))).toBe(print(linkChannel(nodesOf(words.join(' ')))));
      }),
    );
  });
});

describe('a mode of upstream', () => {
  it.each([
    ['replaces', '1.0.0 1.1.0 1.2.0>1.1.0', '1.2.0>1.1.0 1.1.0 1.0.0'],
    ['semver', '1.0.0 1.2.0>1.0.0!1.1.0 1.1.0', '1.2.0>1.1.0 1.1.0>1.0.0 1.0.0'],
    [
      'semver-skippatch',
      '1.0.0 1.0.1 1.1.0 1.1.1 1.1.2 2.0.0',
      '2.0.0>1.1.2 1.1.2>1.0.1!1.1.1!1.1.0 1.1.1 1.1.0 1.0.1!1.0.0 1.0.0',
    ],
  ] as const)('%s', (mode, nodes, entries) => {
    expect(print(channelEntries(nodesOf(nodes), mode))).toBe(entries);
  });
});
