import type { KubernetesObject } from '@violet/machinery';
import type { Catalog } from '../requests/catalog.ts';
import { type Cluster, timestamp } from '../requests/cluster.ts';
import type { Kind } from '../requests/kind.ts';
import { refine } from '../requests/refine.ts';
import { keyOfObject } from '../storage/event.ts';

/** Creates an object as it is given, with this status, unless it is there. */
export function ensure(cluster: Cluster, object: KubernetesObject, status?: object): void {
  const kind = kindOf(cluster.catalog, object);
  if (kind.collection.get(keyOfObject(object)) !== undefined) return;
  object.metadata.uid = cluster.newUid();
  object.metadata.creationTimestamp = timestamp(cluster.clock());
  refine(kind, object);
  kind.served.prepareCreate(object);
  cluster.store.put(kind.collection, status === undefined ? object : ({ ...object, status } as KubernetesObject));
}

function kindOf(catalog: Catalog, { apiVersion, kind }: KubernetesObject): Kind {
  const found = catalog.kinds.find((each) => each.apiVersion === apiVersion && each.served.kind === kind);
  if (found === undefined) throw new Error(`${kind} of ${apiVersion} is not served`);
  return found;
}
