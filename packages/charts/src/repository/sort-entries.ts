import { compareVersions, parseLooseVersion } from '@violet/machinery';

/**
 * As Helm sorts an index: the newest version first, what is no version last. Versions that differ in build metadata only
 * stay in the order of their files' names, in which `helm repo index` finds them.
 */
export function sortEntries<T extends { version: string }>(entries: readonly T[]): T[] {
  const parsed = entries.map((entry) => ({ entry, version: parseLooseVersion(entry.version) }));
  return parsed
    .sort((left, right) => {
      if (left.version === undefined || right.version === undefined)
        return Number(left.version === undefined) - Number(right.version === undefined);
      return (
        compareVersions(right.version, left.version) ||
        compareText(`${left.entry.version}.tgz`, `${right.entry.version}.tgz`)
      );
    })
    .map(({ entry }) => entry);
}

function compareText(left: string, right: string): number {
  return left < right ? -1 : Number(left > right);
}
