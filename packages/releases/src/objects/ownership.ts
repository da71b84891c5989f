import type { KubernetesObject } from '@violet/machinery';

export const managedByLabel = 'app.kubernetes.io/managed-by';
const releaseNameAnnotation = 'meta.helm.sh/release-name';
const releaseNamespaceAnnotation = 'meta.helm.sh/release-namespace';

interface ReleaseId {
  name: string;
  namespace: string;
}

/** The object with the marks by which Helm knows its own. */
export function markOwned(object: KubernetesObject, release: ReleaseId): KubernetesObject {
  const { metadata } = object;
  return {
    ...object,
    metadata: {
      ...metadata,
      labels: { ...metadata.labels, [managedByLabel]: 'Helm' },
      annotations: {
        ...metadata.annotations,
        [releaseNameAnnotation]: release.name,
        [releaseNamespaceAnnotation]: release.namespace,
      },
    },
  };
}

/** Why an object that exists already is not this release's, in Helm's words; undefined when it is. */
export function ownershipProblem(object: KubernetesObject, release: ReleaseId): string | undefined {
  const { labels = {}, annotations = {} } = object.metadata;
  const problems = [
    problemOf('label', labels, managedByLabel, 'Helm'),
    problemOf('annotation', annotations, releaseNameAnnotation, release.name),
    problemOf('annotation', annotations, releaseNamespaceAnnotation, release.namespace),
  ].filter((problem) => problem !== undefined);
  return problems.length === 0 ? undefined : ['invalid ownership metadata', ...problems].join('; ');
}

function problemOf(where: string, values: Record<string, string>, key: string, wanted: string): string | undefined {
  const actual = values[key];
  if (actual === wanted) return undefined;
  return actual === undefined
    ? `${where} validation error: missing key "${key}": must be set to "${wanted}"`
    : `${where} validation error: key "${key}" must equal "${wanted}": current value is "${actual}"`;
}

/** Whether an object of the cluster belongs to a release, and which. */
export function releaseOf(object: KubernetesObject): ReleaseId | undefined {
  const { annotations = {} } = object.metadata;
  const name = annotations[releaseNameAnnotation];
  const namespace = annotations[releaseNamespaceAnnotation];
  return name === undefined || namespace === undefined ? undefined : { name, namespace };
}

export function isKept(object: KubernetesObject): boolean {
  return object.metadata.annotations?.['helm.sh/resource-policy']?.trim().toLowerCase() === 'keep';
}
