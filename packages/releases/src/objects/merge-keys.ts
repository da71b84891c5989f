/** How Kubernetes merges a list: by a member of its objects, as a set, or (undefined) not at all. */
export type ListMerge = { key: string } | 'set' | undefined;

/** `patchMergeKey` of the built-in types, where a name means the same wherever it stands. Source: k8s.io/api v0.34. */
const keyByField: Record<string, string> = {
  addresses: 'type',
  conditions: 'type',
  containers: 'name',
  env: 'name',
  ephemeralContainers: 'name',
  hostAliases: 'ip',
  initContainers: 'name',
  matchConditions: 'name',
  ownerReferences: 'uid',
  resourceClaims: 'name',
  schedulingGates: 'name',
  secrets: 'name',
  topologySpreadConstraints: 'topologyKey',
  variables: 'name',
  volumeDevices: 'devicePath',
  volumeMounts: 'mountPath',
  volumes: 'name',
  webhooks: 'name',
};

/** The rule for the list under `field` in an object of `kind`; `path` is where it stands, from the root. */
export function listMerge(kind: string, path: readonly string[], field: string): ListMerge {
  if (field === 'finalizers' && path.join('.') === 'metadata') return 'set';
  if (field === 'ports') return portsMerge(kind, path);
  // A ServiceAccount's own list has no key, a pod's has.
  if (field === 'imagePullSecrets') return path.length > 0 ? { key: 'name' } : undefined;
  const key = keyByField[field];
  return key === undefined ? undefined : { key };
}

function portsMerge(kind: string, path: readonly string[]): ListMerge {
  if (kind === 'Service') return { key: 'port' };
  const parent = path.at(-1) ?? '';
  return ['containers', 'initContainers', 'ephemeralContainers'].includes(parent)
    ? { key: 'containerPort' }
    : undefined;
}

/** Objects of which only one member may be set: members that the new form has not are dropped (`retainKeys`). */
export function retainsKeys(path: readonly string[]): boolean {
  const field = path.at(-1) ?? '';
  return (field === 'strategy' && path.at(-2) === 'spec') || field === 'volumes' || field === 'resourceClaims';
}

/** Groups that Helm knows as Go types; everything else it patches as plain JSON. */
const builtInGroups = new Set([
  '',
  'apps',
  'autoscaling',
  'batch',
  'extensions',
  'policy',
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'certificates.k8s.io',
  'coordination.k8s.io',
  'discovery.k8s.io',
  'events.k8s.io',
  'flowcontrol.apiserver.k8s.io',
  'internal.apiserver.k8s.io',
  'networking.k8s.io',
  'node.k8s.io',
  'rbac.authorization.k8s.io',
  'resource.k8s.io',
  'scheduling.k8s.io',
  'storage.k8s.io',
]);

export function isBuiltIn(group: string): boolean {
  return builtInGroups.has(group);
}
