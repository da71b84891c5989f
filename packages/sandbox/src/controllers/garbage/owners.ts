import type { Cluster } from '@violet/kube';
import type { KubernetesObject, OwnerReference, Stored } from '@violet/machinery';
import { FOREGROUND } from './owner-graph.ts';

/** What became of an object's owners. */
export interface Owners {
  /** Alive: they keep it. */
  solid: OwnerReference[];
  /** Gone for good. */
  dangling: OwnerReference[];
  /** Being deleted, waiting for this object to go first. */
  waiting: OwnerReference[];
}

/** Asks the cluster about each owner; one whose kind is not served now counts as alive. */
export async function classifyOwners(client: Cluster, object: Stored<KubernetesObject>): Promise<Owners> {
  const owners: Owners = { solid: [], dangling: [], waiting: [] };
  for (const reference of object.metadata.ownerReferences ?? []) {
    owners[await fateOf(client, reference, object.metadata.namespace)].push(reference);
  }
  return owners;
}

async function fateOf(
  client: Cluster,
  reference: OwnerReference,
  namespace: string | undefined,
): Promise<keyof Owners> {
  const kind = await client.find(reference.apiVersion, reference.kind);
  if (kind === undefined || (kind.scope === 'Namespaced' && namespace === undefined)) return 'solid';
  const owner = await client
    .resource(kind, kind.scope === 'Namespaced' ? namespace : undefined)
    .get(reference.name, { metadataOnly: true });
  if (owner === undefined || owner.metadata.uid !== reference.uid) return 'dangling';
  const foreground =
    owner.metadata.deletionTimestamp !== undefined && (owner.metadata.finalizers ?? []).includes(FOREGROUND);
  return foreground && reference.blockOwnerDeletion === true ? 'waiting' : 'solid';
}
