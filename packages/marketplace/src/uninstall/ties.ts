import { annotations, Subscription } from '@violet/api';
import type { KubernetesObject, Stored } from '@violet/machinery';

type Owners = NonNullable<KubernetesObject['metadata']['ownerReferences']>;

/**
 * The owners that a ClusterServiceVersion of the Subscription's namespace is to have; undefined where it has them. A Subscription
 * that says where its operator works owns what it has installed, so that the operator goes with it; any other leaves it
 * behind, as OLM does.
 */
export function changedOwners(
  csv: Stored<KubernetesObject>,
  { metadata, status }: Stored<Subscription>,
): Owners | undefined {
  if (metadata.deletionTimestamp !== undefined) return undefined;
  const present = csv.metadata.ownerReferences ?? [];
  const others = present.filter(({ uid }) => uid !== metadata.uid);
  const isTied = others.length < present.length;
  if (metadata.annotations?.[annotations.targetNamespaces] === undefined) return isTied ? others : undefined;
  const installed = [status?.installedCSV, status?.currentCSV].includes(csv.metadata.name);
  return installed && !isTied ? [...others, referenceTo(metadata)] : undefined;
}

function referenceTo({ name, uid }: Stored<Subscription>['metadata']): Owners[number] {
  const apiVersion = `${Subscription.group}/${Subscription.version}`;
  return { apiVersion, kind: Subscription.kind, name, uid, controller: false, blockOwnerDeletion: false };
}
