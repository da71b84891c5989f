import type { CatalogBundle, CatalogKey } from './catalog.ts';
import type { Source } from './source/source.ts';

/** A catalogue's content at one revision, ready to be resolved against; made by `indexCatalog`. */
export interface CatalogIndex<Bundle extends CatalogBundle = CatalogBundle> extends CatalogKey {
  /** Of the CatalogSource: the higher one is asked first for dependencies. */
  readonly priority: number;
  readonly bundles: readonly Bundle[];
  readonly source: Source;
}
