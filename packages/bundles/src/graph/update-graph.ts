import type { ChannelEntryBlob } from '../catalog/blobs.ts';
import { compareWithBuild, type SemVersion } from '../version/parse-version.ts';

/**
 * How the entries of a channel follow each other. `replaces`: as their CSVs say. `semver`: each replaces the next lower
 * version. `semver-skippatch`: the highest patch of a minor version takes the place of the others, and skips them.
 */
export const updateGraphModes = ['replaces', 'semver', 'semver-skippatch'] as const;
export type UpdateGraphMode = (typeof updateGraphModes)[number];

/** A bundle as a node of the graph; the edges are those of its CSV. */
export interface GraphNode {
  name: string;
  version: SemVersion;
  replaces: string;
  skips: readonly string[];
  skipRange: string;
}

/** The entries of one channel, newest first. */
export function channelEntries(nodes: readonly GraphNode[], mode: UpdateGraphMode): ChannelEntryBlob[] {
  const newestFirst = nodes.toSorted((a, b) => compareWithBuild(b.version, a.version) || (a.name < b.name ? -1 : 1));
  if (mode === 'replaces') return newestFirst.map((node) => entryOf(node, node.replaces, node.skips));
  if (mode === 'semver') {
    return newestFirst.map((node, index) => entryOf(node, newestFirst[index + 1]?.name ?? '', []));
  }
  return skipPatches(newestFirst);
}

function skipPatches(newestFirst: readonly GraphNode[]): ChannelEntryBlob[] {
  const minors = [...Map.groupBy(newestFirst, ({ version: { numbers } }) => `${numbers[0]}.${numbers[1]}`).values()];
  return minors.flatMap(([head, ...older], index) => {
    if (head === undefined) return [];
    const replaces = minors[index + 1]?.[0]?.name ?? '';
    const skipped = older.map((node) => entryOf(node, '', []));
    return [
      entryOf(
        head,
        replaces,
        older.map(({ name }) => name),
      ),
      ...skipped,
    ];
  });
}

function entryOf({ name, skipRange }: GraphNode, replaces: string, skips: readonly string[]): ChannelEntryBlob {
  return {
    name,
    ...(replaces === '' ? {} : { replaces }),
    ...(skips.length === 0 ? {} : { skips: [...skips] }),
    ...(skipRange === '' ? {} : { skipRange }),
  };
}
