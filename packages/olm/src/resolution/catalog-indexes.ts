import type { CatalogContent, RegistryBundle } from '@violet/bundles';
import type { Catalog } from '../catalogs/catalogs.ts';
import type { CatalogIndex } from '../resolver/catalog-index.ts';
import { indexCatalog } from '../resolver/index-catalog.ts';

const indexes = new WeakMap<CatalogContent, CatalogIndex<RegistryBundle>>();

/** The index of a catalogue's content, made once for each content, whatever number of namespaces asks. */
export function indexOf({ name, namespace, priority, snapshot }: Catalog): CatalogIndex<RegistryBundle> | undefined {
  if (snapshot === undefined) return undefined;
  const { content } = snapshot;
  const known = indexes.get(content);
  if (known?.name === name && known.namespace === namespace && known.priority === priority) return known;
  const made = indexCatalog(content, { name, namespace, priority });
  indexes.set(content, made);
  return made;
}
