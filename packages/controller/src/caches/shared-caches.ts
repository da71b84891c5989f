import type { ResourceDefinition } from '@violet/api';
import { type CacheOptions, type Clock, type Cluster, type ResourceCache, startCache } from '@violet/kube';
import type { KubernetesObject } from '@violet/machinery';

export type CacheSelection = Pick<
  CacheOptions,
  'namespace' | 'labelSelector' | 'fieldSelector' | 'metadataOnly' | 'project'
>;

/** One holder's share of a cache; the cache stops when the last share is given back. */
export interface CacheShare {
  readonly cache: ResourceCache;
  release(): void;
}

export const OWNER_INDEX = 'controller-owner';

/** The caches of one cluster: one reflector for each kind and selection, however many controllers want it. */
export class SharedCaches {
  readonly #cluster: Cluster;
  readonly #clock: Clock;
  readonly #entries = new Map<string, { cache: ResourceCache; holders: number }>();

  constructor(cluster: Cluster, clock: Clock) {
    this.#cluster = cluster;
    this.#clock = clock;
  }

  acquire(kind: ResourceDefinition, selection: CacheSelection): CacheShare {
    const key = JSON.stringify([
      kindId(kind),
      selection.namespace,
      selection.labelSelector,
      selection.fieldSelector,
      selection.metadataOnly,
      selection.project?.id,
    ]);
    let entry = this.#entries.get(key);
    if (entry === undefined) {
      entry = { cache: startCache(this.#cluster, kind, { ...selection, clock: this.#clock }), holders: 0 };
      entry.cache.addIndex(OWNER_INDEX, ownerUids);
      this.#entries.set(key, entry);
    }
    const held = entry;
    held.holders++;
    let released = false;
    return {
      cache: held.cache,
      release: () => {
        if (released) return;
        released = true;
        if (--held.holders > 0) return;
        this.#entries.delete(key);
        held.cache.stop();
      },
    };
  }
}

/** Asked for with each look into a cache. */
export function kindId(kind: ResourceDefinition): string {
  const known = kindIds.get(kind);
  if (known !== undefined) return known;
  const id = `${kind.group}/${kind.version}/${kind.kind}`;
  kindIds.set(kind, id);
  return id;
}

const kindIds = new WeakMap<ResourceDefinition, string>();

function ownerUids(object: KubernetesObject): string[] {
  const owner = object.metadata.ownerReferences?.find(({ controller }) => controller === true);
  return owner === undefined ? [] : [owner.uid];
}
