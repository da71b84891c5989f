import type { ClusterServiceVersion, OperatorGroup } from '@violet/api';
import type { Stored } from '@violet/machinery';

type Csv = Stored<ClusterServiceVersion>;

/** The CSV of the namespace that names this one in `spec.replaces`. */
export function replacementOf(csv: Csv, csvs: readonly Csv[]): Csv | undefined {
  return csvs.find(({ spec }) => spec.replaces === csv.metadata.name);
}

/** The CSV of the namespace that this one replaces, while it is there. */
export function replacedBy(csv: Csv, csvs: readonly Csv[]): Csv | undefined {
  const { replaces = '' } = csv.spec;
  return replaces === '' ? undefined : csvs.find(({ metadata }) => metadata.name === replaces);
}

/** The end of the chain that begins with this CSV; undefined where the chain bites its tail. */
export function lastReplacement(csv: Csv, csvs: readonly Csv[]): Csv | undefined {
  const seen = new Set<string>();
  let last = csv;
  for (let next: Csv | undefined = csv; next !== undefined; next = replacementOf(next, csvs)) {
    if (seen.has(next.metadata.name)) return undefined;
    seen.add(next.metadata.name);
    last = next;
  }
  return last;
}

/** Names of all CSVs before and after this one in its chain, its own included. */
export function replacementChain(csv: Csv, csvs: readonly Csv[]): Set<string> {
  const chain = new Set([csv.metadata.name]);
  for (let next = replacementOf(csv, csvs); next !== undefined; next = replacementOf(next, csvs)) {
    if (chain.has(next.metadata.name)) break;
    chain.add(next.metadata.name);
  }
  for (let previous = replacedBy(csv, csvs); previous !== undefined; previous = replacedBy(previous, csvs)) {
    if (chain.has(previous.metadata.name)) break;
    chain.add(previous.metadata.name);
  }
  return chain;
}

/** Whether a CSV outside of the chain owns a CRD that this one owns, too. */
export function hasCrdOwnerConflict(csv: Csv, csvs: readonly Csv[]): boolean {
  const chain = replacementChain(csv, csvs);
  const owned = new Set((csv.spec.customresourcedefinitions?.owned ?? []).map(({ name }) => name));
  return csvs
    .filter(({ metadata }) => !chain.has(metadata.name))
    .some(({ spec }) => (spec.customresourcedefinitions?.owned ?? []).some(({ name }) => owned.has(name)));
}

/** Whether a CSV that failed may be replaced, too. */
export function failsForward(groups: readonly OperatorGroup[]): boolean {
  return groups.some(({ spec }) => spec?.upgradeStrategy === 'TechPreviewUnsafeFailForward');
}
