import { platformSubscriptionConditions } from '@violet/api';
import type { RegistryBundle } from '@violet/bundles';
import type { Resolution } from '../resolver/resolution.ts';
import { resolve } from '../resolver/resolve.ts';
import { conditionOf } from '../subscription/conditions.ts';
import { indexOf } from './catalog-indexes.ts';
import type { Draft } from './draft.ts';
import type { NamespaceWorld } from './world.ts';

/** The condition by which the marketplace's guard takes a Subscription out of the game. */
export const REFUSED = platformSubscriptionConditions.refused;

export function isRefused({ status }: Draft): boolean {
  return conditionOf(status, REFUSED)?.status === 'True';
}

/** What is to be installed in a namespace, by what is known now. */
export function resolveNamespace(
  drafts: readonly Draft[],
  world: NamespaceWorld,
  /** Found out in this pass. */
  refused: ReadonlySet<Draft>,
): Resolution<RegistryBundle> {
  const asking = drafts.filter((draft) => !refused.has(draft) && !isRefused(draft));
  const indexes = world.visible.map((catalog) => ({ catalog, index: indexOf(catalog) }));
  return resolve(
    {
      namespace: world.namespace,
      globalNamespace: world.settings.catalogNamespace,
      subscriptions: asking.map(({ subscription, status }) => ({ ...subscription, status })),
      clusterServiceVersions: world.csvs,
      catalogs: indexes.flatMap(({ index }) => index ?? []),
      unavailable: indexes
        .filter(({ index }) => index === undefined)
        .map(({ catalog: { name, namespace, health } }) => ({
          name,
          namespace,
          message: health.problem ?? `no registry client established for catalogsource ${namespace}/${name}`,
        })),
      failForward: world.groups[0]?.spec?.upgradeStrategy === 'TechPreviewUnsafeFailForward',
    },
    world.means,
  );
}
