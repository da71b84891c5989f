import {
  type ClusterServiceVersion,
  type CrdDescription,
  type CustomResourceDefinition,
  installedAlongsidePrefix,
  type RequirementStatus,
} from '@violet/api';
import type { KubernetesObject, Stored } from '@violet/machinery';

type Csv = Stored<ClusterServiceVersion>;

/** Whether a CRD is there for the operator: served, established, and installed with this CSV or with nobody before it. */
export function definitionStatus(
  description: CrdDescription,
  crd: Stored<CustomResourceDefinition> | undefined,
  isOwned: boolean,
  csv: Csv,
  csvs: readonly Csv[],
): RequirementStatus {
  const about = {
    group: 'apiextensions.k8s.io',
    version: 'v1',
    kind: 'CustomResourceDefinition',
    name: description.name,
  };
  if (crd === undefined) return { ...about, status: 'NotPresent', message: 'CRD is not present' };
  const others = isOwned ? othersInstalledAlongside(crd, csv, csvs) : [];
  if (others.length > 0)
    return {
      ...about,
      status: 'PresentNotSatisfied',
      message: `CRD installed alongside other CSV(s): ${others.join(', ')}`,
    };
  if (!crd.spec.versions.some(({ name, served }) => name === description.version && served))
    return { ...about, status: 'NotPresent', message: 'CRD version not served' };
  if (!holds(crd, 'Established') || !holds(crd, 'NamesAccepted'))
    return {
      ...about,
      status: 'PresentNotAvailable',
      message: 'CRD is present but the Established condition is False (not available)',
    };
  return {
    ...about,
    status: 'Present',
    message: 'CRD is present and Established condition is true',
    uuid: crd.metadata.uid,
  };
}

function holds(crd: CustomResourceDefinition, type: string): boolean {
  return crd.status?.conditions?.some((condition) => condition.type === type && condition.status === 'True') === true;
}

/**
 * The CSVs with which an object was installed, where they are ancestors of this CSV and this one itself is not among
 * them: their plan brought the object, and the plan of this CSV is still to bring its own form of it.
 */
export function othersInstalledAlongside(object: KubernetesObject, csv: Csv, csvs: readonly Csv[]): string[] {
  const companions = installedAlongside(object).filter(({ namespace }) => namespace === csv.metadata.namespace);
  if (companions.some(({ name }) => name === csv.metadata.name)) return [];
  const present = new Map(
    csvs.filter(({ metadata }) => companions.some(({ name }) => name === metadata.name)).map(byName),
  );
  const ancestors = new Set<string>();
  for (let name = csv.spec.replaces ?? ''; name !== '' && !ancestors.has(name); ) {
    ancestors.add(name);
    const before = present.get(name)?.spec.replaces ?? '';
    name = present.has(before) ? before : '';
  }
  return [...present.keys()].filter((name) => ancestors.has(name)).sort();
}

const byName = (csv: Csv): [string, Csv] => [csv.metadata.name, csv];

/** The CSVs that an object's annotations name as those with which it was installed. */
function installedAlongside({ metadata }: KubernetesObject): { namespace: string; name: string }[] {
  const found: { namespace: string; name: string }[] = [];
  for (const [key, value] of Object.entries(metadata.annotations ?? {})) {
    const [namespace, name, ...more] = value.split('/');
    if (!key.startsWith(installedAlongsidePrefix) || namespace === undefined || name === undefined) continue;
    if (more.length === 0) found.push({ namespace, name });
  }
  return found;
}
