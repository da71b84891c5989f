import { readObjects } from '@violet/charts';
import type { Cluster, ResourceClient } from '@violet/kube';
import { Failure, type KubernetesObject, parseApiVersion } from '@violet/machinery';

/** One object of a manifest, and the client of its kind in its namespace. */
export interface Target {
  object: KubernetesObject;
  group: string;
  kind: string;
  /** Empty where the server is to make it, out of `generateName`. */
  name: string;
  /** Empty for what lives in no namespace. */
  namespace: string;
  client: ResourceClient;
}

/**
 * The objects of a manifest with their clients; what names no namespace goes into `namespace`. Throws a Failure of code
 * Invalid when the cluster does not know a kind.
 */
export async function targetsOf(
  cluster: Cluster,
  manifest: string,
  namespace: string,
  source?: string,
): Promise<Target[]> {
  const targets: Target[] = [];
  for (const object of readObjects(manifest, source)) {
    const target = await targetOf(cluster, object, namespace);
    if (target === undefined) throw unknownKind(object);
    targets.push(target);
  }
  return targets;
}

/** The same for objects, without those whose kind the cluster does not know. */
export async function targetsOfKnownKinds(
  cluster: Cluster,
  objects: readonly KubernetesObject[],
  namespace: string,
): Promise<Target[]> {
  const targets: Target[] = [];
  for (const object of objects) {
    const target = await targetOf(cluster, object, namespace);
    if (target !== undefined) targets.push(target);
  }
  return targets;
}

async function targetOf(cluster: Cluster, object: KubernetesObject, namespace: string): Promise<Target | undefined> {
  const { apiVersion, kind, metadata } = object;
  const definition = await cluster.find(apiVersion, kind);
  const name = metadata.name ?? '';
  if (name !== '' && metadata.generateName !== undefined) {
    throw new Failure('Invalid', `${kind} ${name}: metadata.name and metadata.generateName cannot both be set`);
  }
  if (definition === undefined) return undefined;
  const home = definition.scope === 'Namespaced' ? (metadata.namespace ?? namespace) : '';
  const { namespace: _namespace, ...rest } = metadata;
  return {
    object: { ...object, metadata: home === '' ? rest : { ...rest, namespace: home } },
    group: definition.group,
    kind,
    name,
    namespace: home,
    client: home === '' ? cluster.resource(definition) : cluster.resource(definition, home),
  };
}

function unknownKind({ apiVersion, kind, metadata }: KubernetesObject): Failure {
  const { group, version } = parseApiVersion(apiVersion);
  const name = metadata.name ?? '';
  return new Failure(
    'Invalid',
    `resource mapping not found for name: "${name}" namespace: "": no matches for kind "${kind}" in version "${group === '' ? version : apiVersion}"`,
    { hint: 'ensure CRDs are installed first', reason: 'KindNotServed' },
  );
}

/** Two manifests mean the same object when group, kind, namespace and name agree; the version may differ. */
export function targetKey(target: Pick<Target, 'group' | 'kind' | 'namespace' | 'name'>): string {
  return `${target.group}/${target.kind}/${target.namespace}/${target.name}`;
}

/** `Deployment "web" in namespace "apps"`, as Helm names things. */
export function printTarget(target: Pick<Target, 'kind' | 'namespace' | 'name'>): string {
  return `${target.kind} "${target.name}" in namespace "${target.namespace}"`;
}
