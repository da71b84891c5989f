import { installedAlongsidePrefix } from '@violet/api';
import type { KubernetesObject } from '@violet/machinery';
import { fnv64a } from '../go-json/hash.ts';

/** A CSV, by where it is. */
export interface CsvName {
  namespace: string;
  name: string;
}

/**
 * The annotations of a CRD that say which CSVs it came with: those that its two forms name and that still exist, and the one
 * that applies it now. Others of this prefix go.
 */
export function alongsideAnnotations(
  next: KubernetesObject,
  existing: KubernetesObject | undefined,
  applier: CsvName | undefined,
  exists: (csv: CsvName) => boolean,
): Record<string, string> {
  const named = [...csvsAlongside(next), ...(existing === undefined ? [] : csvsAlongside(existing))].filter(exists);
  const kept = Object.entries(next.metadata.annotations ?? {}).filter(([key]) => !isAlongside(key));
  const stated = [...named, ...(applier === undefined ? [] : [applier])];
  return Object.fromEntries([...kept, ...stated.map((csv) => [keyOf(csv), `${csv.namespace}/${csv.name}`] as const)]);
}

function csvsAlongside({ metadata }: KubernetesObject): CsvName[] {
  const csvs: CsvName[] = [];
  for (const [key, value] of Object.entries(metadata.annotations ?? {})) {
    const [namespace, name, ...more] = value.split('/');
    if (isAlongside(key) && namespace !== undefined && name !== undefined && more.length === 0)
      csvs.push({ namespace, name });
  }
  return csvs;
}

const isAlongside = (key: string) => key.startsWith(installedAlongsidePrefix);
const keyOf = ({ namespace, name }: CsvName) => `${installedAlongsidePrefix}${fnv64a(`${namespace}/${name}`)}`;
