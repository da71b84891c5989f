import type { Reader } from '@violet/controller';
import type { Cluster, ResourceDefinition } from '@violet/kube';
import { isFailure, type KubernetesObject, type Stored } from '@violet/machinery';
import { csvKind, ownerReference, ownersOfKind } from '../../ownership/owner.ts';

/** Creates an object, or puts it in the place of the one that is there. */
export async function putObject<T extends KubernetesObject>(
  kind: ResourceDefinition<T>,
  object: T,
  actor: Cluster,
): Promise<Stored<T>> {
  const client = actor.resource(kind, object.metadata.namespace);
  try {
    return await client.create(object, { fieldManager: 'olm' });
  } catch (error) {
    if (!isFailure(error, 'AlreadyExists')) throw error;
    return await client.replace(object, { fieldManager: 'olm' });
  }
}

/**
 * The same for an object with a CSV as its owner. One that is there and has no CSV among its owners is somebody else's:
 * it gets the content, not the owner.
 */
export async function putOwned<T extends KubernetesObject>(
  kind: ResourceDefinition<T>,
  object: T,
  csv: Stored<KubernetesObject>,
  actor: Cluster,
  reader: Reader,
): Promise<void> {
  const client = actor.resource(kind, object.metadata.namespace);
  const existing = await client.get(object.metadata.name ?? '');
  const owned = { ...object, metadata: { ...object.metadata, ownerReferences: [ownerReference(csv)] } };
  if (existing === undefined) {
    await reader.whenSeen(kind, await client.create(owned, { fieldManager: 'olm' }));
    return;
  }
  const adoptable = ownersOfKind(existing, csvKind).length > 0;
  await reader.whenSeen(kind, await client.replace(adoptable ? owned : object, { fieldManager: 'olm' }));
}
