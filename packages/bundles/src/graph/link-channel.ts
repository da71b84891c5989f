import type { ChannelEntryBlob } from '../catalog/blobs.ts';
import { headOf, replacesProblem } from '../catalog/model/graph.ts';
import type { ChannelModel } from '../catalog/model/model.ts';
import { compareWithBuild } from '../version/parse-version.ts';
import { channelEntries, type GraphNode } from './update-graph.ts';

/**
 * The entries of a channel made of bundles that were pushed one by one. What their CSVs say is kept where it makes one
 * graph. Bundles that no other leads to, because CSVs often have no `replaces`, are put in by their version; where the
 * edges that are there contradict that, the versions alone count. A circle stays one, to be reported.
 */
export function linkChannel(nodes: readonly GraphNode[]): ChannelEntryBlob[] {
  const stated = channelEntries(nodes, 'replaces');
  if (isWhole(stated) || hasCircle(stated)) return stated;
  const linked = linkByVersion(nodes);
  return isWhole(linked) ? linked : byVersionAlone(nodes);
}

function isWhole(entries: readonly ChannelEntryBlob[]): boolean {
  const channel = channelOf(entries);
  const head = headOf(channel);
  return 'entry' in head && replacesProblem(channel, head.entry) === undefined;
}

function channelOf(entries: readonly ChannelEntryBlob[]): ChannelModel {
  const models = entries.map(({ name = '', replaces = '', skips = [], skipRange = '' }) => {
    return [name, { name, replaces, skips, skipRange, bundle: undefined }] as const;
  });
  return { name: '', entries: new Map(models) };
}

function hasCircle(entries: readonly ChannelEntryBlob[]): boolean {
  const replaces = new Map(entries.map(({ name = '', replaces: other = '' }) => [name, other]));
  const done = new Set<string>();
  for (const start of replaces.keys()) {
    const way = new Set<string>();
    for (let name = start; replaces.has(name) && !done.has(name); name = replaces.get(name) ?? '') {
      if (way.has(name)) return true;
      way.add(name);
    }
    for (const name of way) done.add(name);
  }
  return false;
}

/** Whoever replaces nothing of this channel replaces the next lower version that is not skipped. */
function linkByVersion(nodes: readonly GraphNode[]): ChannelEntryBlob[] {
  const names = new Set(nodes.map(({ name }) => name));
  const skipped = new Set(nodes.flatMap(({ skips }) => skips));
  const newestFirst = nodes.toSorted((a, b) => compareWithBuild(b.version, a.version));
  const linked = newestFirst.map((node, index) => {
    if (names.has(node.replaces)) return node;
    const lower = newestFirst.slice(index + 1).find(({ name }) => !skipped.has(name));
    return lower === undefined
      ? node
      : { ...node, replaces: lower.name, skips: [...new Set([...node.skips, ...absentOf(node, names)])] };
  });
  return channelEntries(linked, 'replaces');
}

/** What a CSV replaces although it is not in the channel: whoever has it installed must find the way up. */
function absentOf({ replaces, skips }: GraphNode, names: ReadonlySet<string>): string[] {
  return [replaces, ...skips].filter((name) => name !== '' && !names.has(name));
}

function byVersionAlone(nodes: readonly GraphNode[]): ChannelEntryBlob[] {
  const names = new Set(nodes.map(({ name }) => name));
  const newestFirst = nodes.toSorted((a, b) => compareWithBuild(b.version, a.version) || (a.name < b.name ? -1 : 1));
  return channelEntries(
    newestFirst.map((node, index) => ({
      ...node,
      replaces: newestFirst[index + 1]?.name ?? '',
      // Skips of what is in the channel would cut the chain.
      skips: [...new Set(absentOf(node, names))],
    })),
    'replaces',
  );
}
