import type { ClusterServiceVersion } from '@violet/api';

/**
 * Whether an upgrade is under way: the old CSV is still there beside the one that replaces it. Two CSVs of a package cannot
 * be resolved, so that upstream reports a failure for the time of every upgrade; it ends by itself, unless the new CSV fails.
 */
export function isReplacing(csvs: readonly ClusterServiceVersion[]): boolean {
  const names = new Set(csvs.map(({ metadata }) => metadata.name));
  return csvs.some(({ spec, status }) => {
    const { replaces = '' } = spec;
    return replaces !== '' && names.has(replaces) && status?.phase !== 'Failed';
  });
}
