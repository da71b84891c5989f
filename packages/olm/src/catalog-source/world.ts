import { type CatalogSource, Namespace, olmFieldManagers, olmLabels, Pod, type ResourceDefinition } from '@violet/api';
import type { Reader } from '@violet/controller';
import type { KubernetesObject, Stored } from '@violet/machinery';
import type { Catalog } from '../catalogs/catalogs.ts';
import type { RegistryImages } from './objects/pod-images.ts';

/** What one run for a CatalogSource sees, and what it can do. */
export interface World {
  reader: Reader;
  namespace: string;
  images: RegistryImages;
  /** Its content as this process has it; undefined until it is followed. */
  catalog: Catalog | undefined;
  /** Pods of catalogues are made as Pod Security's `restricted` level wants them. */
  namespaceIsRestricted: boolean;
  /** Pods that serve the catalogue. */
  serving: Stored<Pod>[];
  /** Pods that were started to look for a new image. */
  updates: Stored<Pod>[];
  /** What could not be done for the pods: it is tried again, and the content does not wait for it. */
  failure?: unknown;
}

export function observeWorld(
  source: Stored<CatalogSource>,
  reader: Reader,
  { images, catalog }: Pick<World, 'images' | 'catalog'>,
): World {
  const { name, namespace = '' } = source.metadata;
  const pods = reader.list(Pod, namespace);
  const labels = reader.get(Namespace, namespace)?.metadata.labels ?? {};
  return {
    reader,
    namespace,
    images,
    catalog,
    namespaceIsRestricted: labels['pod-security.kubernetes.io/enforce'] === 'restricted',
    serving: pods.filter(({ metadata }) => metadata.labels?.[olmLabels.catalogSource] === name),
    updates: pods.filter(({ metadata }) => metadata.labels?.[olmLabels.catalogSourceUpdate] === name),
  };
}

/** Creates an object, and waits until the caches know it. */
export async function create<T extends KubernetesObject>(
  { reader, namespace }: World,
  kind: ResourceDefinition<T>,
  object: T,
): Promise<Stored<T>> {
  const resources = reader.client.resource(kind, namespace);
  const created = await resources.create(object, { fieldManager: olmFieldManagers.catalog });
  await reader.whenSeen(kind, created);
  return created;
}

export async function remove<T extends KubernetesObject>(
  { reader, namespace }: World,
  kind: ResourceDefinition<T>,
  object: Stored<T>,
  gracePeriodSeconds: number,
): Promise<void> {
  const preconditions = { uid: object.metadata.uid };
  await reader.client.resource(kind, namespace).delete(object.metadata.name, { gracePeriodSeconds, preconditions });
  // A pod goes when its node says so: the next one does not wait for that.
  if (gracePeriodSeconds === 0) await reader.whenGone(kind, object);
}

/** The object as it is to be: what is otherwise is made anew, as OLM does. */
export async function ensure<T extends KubernetesObject>(
  world: World,
  kind: ResourceDefinition<T>,
  wanted: T,
  isFine: (found: Stored<T>) => boolean,
): Promise<void> {
  const found = world.reader.get(kind, wanted.metadata.name ?? '', world.namespace);
  if (found !== undefined && isFine(found)) return;
  if (found !== undefined) await remove(world, kind, found, 0);
  await create(world, kind, wanted);
}
