import type { CatalogSource, Subscription } from '@violet/api';
import type { Stored } from '@violet/machinery';
import type { PlatformVerdict } from '../subscription/platform-condition.ts';

/** As upstream's resolver names a catalogue that it could not read: `error using catalogsource olm/dates: …`. */
const blockedBy = /error using catalogsource ([a-z0-9.-]+)\/([a-z0-9.-]+): /;

/**
 * Which catalogue keeps a Subscription from being resolved. One that does not answer stops every namespace that sees it, and upstream's
 * own condition says meanwhile that all catalogues are healthy.
 */
export function blockingCatalog(
  subscription: Subscription,
  catalogs: readonly Stored<CatalogSource>[],
): PlatformVerdict | undefined {
  const failed = subscription.status?.conditions?.find(
    ({ type, status }) => type === 'ResolutionFailed' && status === 'True',
  );
  const [, namespace, name] = blockedBy.exec(failed?.message ?? '') ?? [];
  const catalog = catalogs.find(({ metadata }) => metadata.namespace === namespace && metadata.name === name);
  if (catalog === undefined) return undefined;
  const { lastObservedState = 'unknown', lastConnect } = catalog.status?.connectionState ?? {};
  if (lastObservedState === 'READY') return undefined;
  const where = catalog.spec.address ?? catalog.spec.image ?? 'no address';
  const since = lastConnect === undefined ? '' : ` since ${lastConnect}`;
  return {
    reason: 'Unreachable',
    message:
      `CatalogSource ${namespace}/${name} (${where}) does not answer: ${lastObservedState}${since}. ` +
      'Nothing is resolved in any namespace that sees it: repair or delete it',
  };
}
