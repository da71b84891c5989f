import type { CatalogSource } from '@violet/api';
import type { CatalogContent } from '@violet/bundles';
import type { Stored } from '@violet/machinery';
import type { Catalog, CatalogFleet, CatalogName, Catalogs } from '../catalogs/catalogs.ts';
import { noHeads } from '../catalogs/feed.ts';

/** Catalogues whose content a test says, the same ones in every cluster. */
export interface MemoryCatalogs extends CatalogFleet {
  offer(namespace: string, name: string, content: CatalogContent, priority?: number): void;
  /** A catalogue that cannot be read; what it had before stays. */
  fail(namespace: string, name: string, problem: string): void;
}

export function memoryCatalogs(catalogNamespace: string): MemoryCatalogs {
  const known = new Map<string, Catalog>();
  const listeners = new Set<(changed: CatalogName) => void>();
  let revision = 0;
  const list = () => [...known.keys()].sort().flatMap((key) => known.get(key) ?? []);
  const set = (catalog: Catalog) => {
    known.set(`${catalog.namespace}/${catalog.name}`, catalog);
    for (const listener of listeners) listener(catalog);
  };
  const catalogs: Catalogs = {
    get: (namespace, name) => known.get(`${namespace}/${name}`),
    list,
    visibleFrom: (namespace, { ownOnly = false } = {}) =>
      list().filter((one) => one.namespace === namespace || (!ownOnly && one.namespace === catalogNamespace)),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return {
    of: () => catalogs,
    offer(namespace, name, content, priority = 0) {
      const health = { state: 'READY', address: '', since: new Date() } as const;
      set({ ...aCatalogOf(namespace, name), priority, health, snapshot: { content, revision: ++revision } });
    },
    fail(namespace, name, problem) {
      const { snapshot, priority = 0 } = known.get(`${namespace}/${name}`) ?? {};
      const health = { state: 'TRANSIENT_FAILURE', address: '', since: new Date(), problem } as const;
      set({ ...aCatalogOf(namespace, name), priority, health, ...(snapshot === undefined ? {} : { snapshot }) });
    },
  };
}

function aCatalogOf(namespace: string, name: string): Pick<Catalog, 'namespace' | 'name' | 'source' | 'heads'> {
  const source: Stored<CatalogSource> = {
    apiVersion: 'operators.coreos.com/v1alpha1',
    kind: 'CatalogSource',
    metadata: { name, namespace, uid: name, resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z' },
    spec: { sourceType: 'grpc' },
  };
  return { namespace, name, source, heads: noHeads };
}
