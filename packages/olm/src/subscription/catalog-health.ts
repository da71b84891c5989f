import {
  type CatalogSource,
  catalogSourceReasons,
  type Subscription,
  type SubscriptionStatus,
  subscriptionReasons,
} from '@violet/api';
import type { Stored } from '@violet/machinery';
import type { Catalog } from '../catalogs/catalogs.ts';
import { conditionOf, setCondition, type Verdict } from './conditions.ts';

/** A catalogue that Subscriptions of a namespace may use, and how it is. */
export interface SourceHealth {
  source: Stored<CatalogSource>;
  healthy: boolean;
}

/** In upstream's order: by namespace and name, written one behind the other. */
export function healthOf(
  sources: readonly Stored<CatalogSource>[],
  catalogOf: (namespace: string, name: string) => Catalog | undefined,
): SourceHealth[] {
  const key = ({ metadata }: Stored<CatalogSource>) => `${metadata.namespace}${metadata.name}`;
  return [...sources]
    .sort((left, right) => (key(left) < key(right) ? -1 : 1))
    .map((source) => ({ source, healthy: isHealthy(source, catalogOf) }));
}

function isHealthy(
  { metadata, status }: Stored<CatalogSource>,
  catalogOf: (namespace: string, name: string) => Catalog | undefined,
): boolean {
  if (status?.reason === catalogSourceReasons.specInvalid) return false;
  return catalogOf(metadata.namespace ?? '', metadata.name)?.health.problem === undefined;
}

/**
 * Sets `catalogHealth` and the condition CatalogSourcesUnhealthy in place where they say something new. The reasons that
 * upstream gives for one moment after the set of catalogues has changed are left out.
 */
export function setCatalogHealth(
  status: SubscriptionStatus,
  { spec }: Subscription,
  health: readonly SourceHealth[],
  now: string,
): void {
  setCondition(status, verdictOf(status, spec, health), now);
  if (isKnown(status, health)) return;
  status.catalogHealth = health.map(({ source: { metadata }, healthy }) => ({
    catalogSourceRef: {
      apiVersion: 'operators.coreos.com/v1alpha1',
      kind: 'CatalogSource',
      name: metadata.name,
      namespace: metadata.namespace ?? '',
      resourceVersion: metadata.resourceVersion,
      uid: metadata.uid,
    },
    healthy,
    lastUpdated: now,
  }));
}

function verdictOf(
  status: SubscriptionStatus,
  { source, sourceNamespace }: Subscription['spec'],
  health: readonly SourceHealth[],
): Verdict {
  const type = 'CatalogSourcesUnhealthy';
  const { noCatalogSourcesFound, unhealthyCatalogSourceFound, allCatalogSourcesHealthy } = subscriptionReasons;
  if (health.length === 0) {
    const message = 'dependency resolution requires at least one catalogsource';
    return { type, status: 'True', reason: noCatalogSourcesFound, message };
  }
  const targeted = health.find(
    ({ source: { metadata } }) => metadata.name === source && metadata.namespace === sourceNamespace,
  );
  const unhealthy = { type, status: 'True', reason: unhealthyCatalogSourceFound } as const;
  const name = `${sourceNamespace}/${source}`;
  if (targeted === undefined) return { ...unhealthy, message: `targeted catalogsource ${name} missing` };
  if (!targeted.healthy) return { ...unhealthy, message: `targeted catalogsource ${name} unhealthy` };
  if (health.every(({ healthy }) => healthy))
    return {
      type,
      status: 'False',
      reason: allCatalogSourcesHealthy,
      message: 'all available catalogsources are healthy',
    };
  // Of catalogues that the Subscription does not name, upstream leaves the message as it was.
  return { ...unhealthy, message: conditionOf(status, type)?.message ?? '' };
}

function isKnown({ catalogHealth = [] }: SubscriptionStatus, health: readonly SourceHealth[]): boolean {
  if (catalogHealth.length !== health.length) return false;
  return health.every(({ source, healthy }) =>
    catalogHealth.some((known) => known.catalogSourceRef.uid === source.metadata.uid && known.healthy === healthy),
  );
}
