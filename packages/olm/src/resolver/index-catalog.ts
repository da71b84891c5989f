import type { CatalogBundle, CatalogKey, Content } from './catalog.ts';
import type { CatalogIndex } from './catalog-index.ts';
import { catalogShelf } from './source/catalog-shelf.ts';
import { Source } from './source/source.ts';

/**
 * Makes a catalogue's content ready to be resolved against; once per revision. The content must not change afterwards.
 * The order of its lists does not matter.
 */
export function indexCatalog<Bundle extends CatalogBundle>(
  content: Content<Bundle>,
  { name, namespace, priority }: CatalogKey & { readonly priority: number },
): CatalogIndex<Bundle> {
  const source = new Source({ name, namespace }, priority, catalogShelf(content));
  return { name, namespace, priority, bundles: content.bundles, source };
}
