import { AppRelease, fieldManagers, labels, Namespace } from '@violet/api';
import type { Cluster, DiscoveredResource } from '@violet/kube';
import { Failure, isFailure, type KubernetesObject } from '@violet/machinery';

/** What Kubernetes itself puts into every namespace, and what comes and goes without anybody's asking. */
const ownedByCluster = new Set(['ConfigMap/kube-root-ca.crt', 'ServiceAccount/default']);
const passingGroups = new Set(['events.k8s.io', 'metrics.k8s.io', 'discovery.k8s.io']);
const passingKinds = new Set(['Event', 'Endpoints', 'Lease']);

/** Makes the namespace where it is missing, marked so that the last plugin in it takes it away again. */
export async function ensureNamespace(cluster: Cluster, name: string, moduleInfo: string): Promise<void> {
  const namespaces = cluster.resource(Namespace);
  const found = await namespaces.get(name);
  if (found?.metadata.deletionTimestamp !== undefined) {
    throw new Failure('Conflict', `namespace ${name} is still being deleted`);
  }
  if (found !== undefined) return;
  const marks = { [labels.managedBy]: fieldManagers.platform, [labels.moduleInfo]: moduleInfo };
  try {
    await namespaces.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: marks } });
  } catch (error) {
    if (!isFailure(error, 'AlreadyExists')) throw error;
  }
}

/**
 * Deletes those of the namespaces that the platform made and that are empty; a plugin's data that outlives it (a claimed
 * volume, say) keeps its namespace. Answers with the ones that are not gone yet.
 */
export async function removeNamespaces(
  cluster: Cluster,
  moduleInfo: string,
  used: readonly string[],
): Promise<string[]> {
  const namespaces = cluster.resource(Namespace);
  const labelSelector = `${labels.managedBy}=${fieldManagers.platform}`;
  const { items } = await namespaces.list({ labelSelector, metadataOnly: true });
  const candidates = items.filter(
    ({ metadata }) => used.includes(metadata.name) || metadata.labels?.[labels.moduleInfo] === moduleInfo,
  );
  const taken = candidates.length === 0 ? new Set() : await destinations(cluster);
  const going: string[] = [];
  for (const { metadata } of candidates) {
    const isGoing = metadata.deletionTimestamp !== undefined;
    if (!isGoing && (taken.has(metadata.name) || !(await isEmpty(cluster, metadata.name)))) continue;
    if (!isGoing) await namespaces.delete(metadata.name, { preconditions: { uid: metadata.uid } });
    going.push(metadata.name);
  }
  return going;
}

async function destinations(cluster: Cluster): Promise<Set<string>> {
  const { items } = await cluster.resource(AppRelease).list();
  return new Set(items.map(({ spec }) => spec.destination.namespace));
}

async function isEmpty(cluster: Cluster, namespace: string): Promise<boolean> {
  const kinds = (await cluster.resources()).filter(isLasting);
  const counts = await Promise.all(kinds.map((kind) => countLasting(cluster, kind, namespace)));
  return counts.every((count) => count === 0);
}

function isLasting({ scope, verbs, group, kind }: DiscoveredResource): boolean {
  if (scope !== 'Namespaced' || passingGroups.has(group) || passingKinds.has(kind)) return false;
  return verbs.includes('list') && verbs.includes('delete');
}

/** What has an owner goes with it. */
async function countLasting(cluster: Cluster, kind: DiscoveredResource, namespace: string): Promise<number> {
  const { items } = await cluster.resource(kind, namespace).list({ metadataOnly: true });
  return items.filter((object) => isOfItsOwn(kind, object)).length;
}

function isOfItsOwn({ kind }: DiscoveredResource, { metadata = {} }: KubernetesObject): boolean {
  const isOwned = (metadata.ownerReferences ?? []).length > 0;
  return !isOwned && metadata.deletionTimestamp === undefined && !ownedByCluster.has(`${kind}/${metadata.name}`);
}
