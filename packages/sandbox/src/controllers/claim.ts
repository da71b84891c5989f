import type { Reader } from '@violet/controller';
import type { ResourceDefinition } from '@violet/kube';
import {
  isFailure,
  type KubernetesObject,
  type LabelSelectorObject,
  labelSelectorOf,
  matchesLabels,
  type Stored,
} from '@violet/machinery';
import { controllerOf, controllerReference } from './ownership.ts';

type Object = Stored<KubernetesObject>;

export interface ClaimOptions<T extends KubernetesObject> {
  reader: Reader;
  ownerKind: ResourceDefinition;
  owner: Object;
  selector: LabelSelectorObject | undefined;
  kind: ResourceDefinition<T>;
}

/**
 * The objects that belong to an owner: those that name it as their controller and match its selector. Orphans that match
 * are adopted; its own that match no longer are released.
 */
export async function claim<T extends KubernetesObject>(options: ClaimOptions<T>): Promise<Stored<T>[]> {
  const { reader, owner, kind } = options;
  const { uid, namespace } = owner.metadata;
  const selector = labelSelectorOf(options.selector);
  const matches = (object: Object) => matchesLabels(selector, object.metadata.labels);
  const claimed: Stored<T>[] = [];
  for (const object of reader.ownedBy(kind, uid)) {
    if (matches(object)) claimed.push(object);
    else if (object.metadata.deletionTimestamp === undefined) await release(options, object);
  }
  if (owner.metadata.deletionTimestamp !== undefined) return claimed;
  for (const object of reader.list(kind, namespace)) {
    const free = controllerOf(object) === undefined && object.metadata.deletionTimestamp === undefined;
    if (!free || !matches(object)) continue;
    const adopted = await adopt(options, object);
    if (adopted !== undefined) claimed.push(adopted);
  }
  return claimed;
}

async function adopt<T extends KubernetesObject>(
  options: ClaimOptions<T>,
  object: Stored<T>,
): Promise<Stored<T> | undefined> {
  const { ownerKind, owner } = options;
  return await setOwners(options, object, [
    ...(object.metadata.ownerReferences ?? []),
    controllerReference(ownerKind, owner),
  ]);
}

async function release<T extends KubernetesObject>(options: ClaimOptions<T>, object: Stored<T>): Promise<void> {
  const others = (object.metadata.ownerReferences ?? []).filter(({ uid }) => uid !== options.owner.metadata.uid);
  await setOwners(options, object, others);
}

async function setOwners<T extends KubernetesObject>(
  { reader, kind }: ClaimOptions<T>,
  object: Stored<T>,
  ownerReferences: object[],
): Promise<Stored<T> | undefined> {
  const { name, namespace, uid, resourceVersion } = object.metadata;
  const body = { metadata: { uid, resourceVersion, ownerReferences } } as never;
  try {
    const written = await reader.client.resource(kind, namespace).patch(name, { type: 'merge', body });
    await reader.whenSeen(kind, written);
    return written;
  } catch (error) {
    if (isFailure(error, 'NotFound')) return undefined;
    throw error;
  }
}
