import { CatalogSource, platformSubscriptionConditions, Subscription } from '@violet/api';
import { defineController, keyOf, type Step, watch } from '@violet/controller';
import { type PlatformVerdict, writePlatformCondition } from '../subscription/platform-condition.ts';
import { blockingCatalog } from './blocking-catalog.ts';

interface HealthWorld {
  verdict: PlatformVerdict | undefined;
  tell(verdict: PlatformVerdict | undefined, now: Date): Promise<void>;
}

/** Names on every Subscription the catalogue that blocks it. */
export function catalogHealthController() {
  return defineController<Subscription, HealthWorld>({
    name: 'catalog-health',
    scope: 'member',
    kind: Subscription,
    watches: [
      watch({ kind: CatalogSource, keys: (_source, _cluster, reader) => reader.list(Subscription).map(keyOf) }),
    ],
    observe: (subscription, reader) => ({
      verdict: blockingCatalog(subscription, reader.list(CatalogSource)),
      async tell(verdict, now) {
        const condition = { type: platformSubscriptionConditions.catalogUnreachable, verdict, now };
        await writePlatformCondition(reader.client, subscription, condition);
      },
    }),
    steps: [tellVerdict],
  });
}

const tellVerdict: Step<Subscription, HealthWorld> = (_subscription, { verdict, tell }, { now }) =>
  tell(verdict, now());
