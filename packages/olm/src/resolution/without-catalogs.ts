import type { Catalog } from '../catalogs/catalogs.ts';
import type { Blockage } from './blockage.ts';

/** What a resolution went without: catalogues of which nothing is known, because something is wrong with them. */
export function withoutCatalogs(visible: readonly Catalog[]): Blockage | undefined {
  const away = visible.filter(({ snapshot, health }) => snapshot === undefined && health.problem !== undefined);
  if (away.length === 0) return undefined;
  const told = away.map(({ namespace, name, health }) => `${namespace}/${name} (${health.problem})`);
  return { reason: 'CatalogSourcesUnavailable', message: `resolved without catalogsource ${told.join(', ')}` };
}
