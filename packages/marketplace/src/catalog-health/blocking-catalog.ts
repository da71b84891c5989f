import type { CatalogSource, Subscription } from '@violet/api';
import type { Stored } from '@violet/machinery';
import type { PlatformVerdict } from '../subscription/platform-condition.ts';

/** As upstream's resolver names a catalogue that it could not read: `error using catalogsource olm/dates: …`; several in any order. */
const blockedBy = /error using catalogsource ([a-z0-9.-]+)\/([a-z0-9.-]+): /g;

/**
 * Which catalogues keep a Subscription from being resolved. One that does not answer stops every namespace that sees it, and upstream's
 * own condition says meanwhile that all catalogues are healthy.
 */
export function blockingCatalog(
  subscription: Subscription,
  catalogs: readonly Stored<CatalogSource>[],
): PlatformVerdict | undefined {
  const failed = subscription.status?.conditions?.find(
    ({ type, status }) => type === 'ResolutionFailed' && status === 'True',
  );
  const named = new Set(
    [...(failed?.message ?? '').matchAll(blockedBy)].map(([, namespace, name]) => `${namespace}/${name}`),
  );
  const sentences = catalogs
    .filter((catalog) => named.has(placeOf(catalog)) && stateOf(catalog) !== 'READY')
    .map((catalog) => `CatalogSource ${placeOf(catalog)} (${addressOf(catalog)}) does not answer: ${howLong(catalog)}.`)
    .sort();
  if (sentences.length === 0) return undefined;
  const them = sentences.length === 1 ? 'it' : 'them';
  const advice = `Nothing is resolved in any namespace that sees ${them}: repair or delete ${them}`;
  return { reason: 'Unreachable', message: [...sentences, advice].join(' ') };
}

function placeOf({ metadata }: Stored<CatalogSource>): string {
  return `${metadata.namespace}/${metadata.name}`;
}

function addressOf({ spec }: CatalogSource): string {
  return spec.address ?? spec.image ?? 'no address';
}

function stateOf({ status }: CatalogSource): string {
  return status?.connectionState?.lastObservedState ?? 'unknown';
}

function howLong(catalog: CatalogSource): string {
  const { lastConnect } = catalog.status?.connectionState ?? {};
  return lastConnect === undefined ? stateOf(catalog) : `${stateOf(catalog)} since ${lastConnect}`;
}
