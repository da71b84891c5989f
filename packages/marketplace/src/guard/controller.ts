import { CatalogSource, platformSubscriptionConditions, Subscription } from '@violet/api';
import { defineController, keyOf, type Reader, type Step, watch } from '@violet/controller';
import type { Stored } from '@violet/machinery';
import { type PlatformVerdict, writePlatformCondition } from '../subscription/platform-condition.ts';
import type { ProviderTypes } from './provider-types.ts';
import { guardVerdict } from './verdict.ts';

interface GuardWorld {
  verdict: PlatformVerdict | undefined;
  tell(verdict: PlatformVerdict | undefined, now: Date): Promise<void>;
}

export interface GuardSettings {
  providerTypes: ProviderTypes;
  /** Told when packages of a cluster have changed; the answer ends it. */
  onPackages?: (cluster: string, listener: () => void) => () => void;
}

/**
 * Reaches the verdict of the webhook on what is there already: Subscriptions whose package came later, and two that were made at
 * once. The engine makes no InstallPlan for those that carry the condition.
 */
export function guardController({ providerTypes, onPackages }: GuardSettings) {
  return defineController<Subscription, GuardWorld>({
    name: 'subscription-guard',
    scope: 'member',
    kind: Subscription,
    watches: [watch({ kind: Subscription, keys: samePackage }), watch({ kind: CatalogSource, keys: fromCatalog })],
    observe: (subscription, reader) => observe(subscription, reader, providerTypes),
    steps: [tellVerdict],
    ...(onPackages === undefined
      ? {}
      : { alsoWhen: (requeueAll: () => void, cluster: string) => onPackages(cluster, requeueAll) }),
  });
}

const tellVerdict: Step<Subscription, GuardWorld> = ({ metadata }, { verdict, tell }, { now }) =>
  metadata.deletionTimestamp === undefined ? tell(verdict, now()) : undefined;

async function observe(
  subscription: Stored<Subscription>,
  reader: Reader,
  providerTypes: ProviderTypes,
): Promise<GuardWorld> {
  const others = reader.list(Subscription);
  const providerType = await providerTypes.of(reader.client, subscription.spec);
  return {
    verdict: guardVerdict(subscription, { providerType, others }),
    async tell(verdict, now) {
      const condition = { type: platformSubscriptionConditions.refused, verdict, now };
      await writePlatformCondition(reader.client, subscription, condition);
    },
  };
}

function samePackage(changed: Stored<Subscription>, _cluster: string, reader: Reader) {
  return reader
    .list(Subscription)
    .filter(({ spec }) => spec.name === changed.spec.name)
    .map(keyOf);
}

function fromCatalog({ metadata }: Stored<CatalogSource>, _cluster: string, reader: Reader) {
  return reader
    .list(Subscription)
    .filter(({ spec }) => spec.source === metadata.name && spec.sourceNamespace === metadata.namespace)
    .map(keyOf);
}
