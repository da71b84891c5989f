import { CatalogSource, platformSubscriptionConditions, Subscription } from '@violet/api';
import { again, defineController, keyOf, type Reader, type Step, watch } from '@violet/controller';
import type { Stored } from '@violet/machinery';
import { type PlatformVerdict, writePlatformCondition } from '../subscription/platform-condition.ts';
import type { ProviderTypes } from './provider-types.ts';
import { guardVerdict, mustBeMadeManual } from './verdict.ts';

interface GuardWorld {
  /** The package is in the catalogue that the Subscription names. */
  isKnown: boolean;
  verdict: PlatformVerdict | undefined;
  makeManual(): Promise<void>;
  tell(verdict: PlatformVerdict | undefined, now: Date): Promise<void>;
}

export interface GuardSettings {
  /** Of a cluster by its name. */
  providerTypesOn: (cluster: string) => ProviderTypes;
  /** Told when packages of a cluster have changed; the answer ends it. */
  onPackages?: (cluster: string, listener: () => void) => () => void;
}

/**
 * Reaches the verdict of the webhook on what is there already: Subscriptions whose package came later, and two that were made at
 * once. Our engine asks for the same verdict by itself before it makes an InstallPlan.
 */
export function guardController({ providerTypesOn, onPackages }: GuardSettings) {
  return defineController<Subscription, GuardWorld>({
    name: 'subscription-guard',
    scope: 'member',
    kind: Subscription,
    watches: [watch({ kind: Subscription, keys: samePackage }), watch({ kind: CatalogSource, keys: fromCatalog })],
    observe: (subscription, reader) => observe(subscription, reader, providerTypesOn(reader.cluster)),
    steps: [tellVerdict],
    ...(onPackages === undefined
      ? {}
      : { alsoWhen: (requeueAll: () => void, cluster: string) => onPackages(cluster, requeueAll) }),
  });
}

/** Catalogues of others tell of no change: a package that is not there yet is looked for again. */
const unknownAgainMs = 10_000;

const tellVerdict: Step<Subscription, GuardWorld> = async (subscription, world, { now }) => {
  const { verdict, isKnown, tell, makeManual } = world;
  if (subscription.metadata.deletionTimestamp !== undefined) return undefined;
  if (mustBeMadeManual(subscription, verdict)) {
    // The object has changed, which is looked at next.
    await makeManual();
    return undefined;
  }
  await tell(verdict, now());
  return isKnown ? undefined : again(unknownAgainMs);
};

async function observe(
  subscription: Stored<Subscription>,
  reader: Reader,
  providerTypes: ProviderTypes,
): Promise<GuardWorld> {
  const others = reader.list(Subscription);
  const providerType = await providerTypes.of(reader.client, subscription.spec);
  return {
    isKnown: providerType !== undefined,
    verdict: guardVerdict(subscription, { providerType, others }),
    async makeManual() {
      const { name, namespace, resourceVersion } = subscription.metadata;
      const body = { metadata: { resourceVersion }, spec: { installPlanApproval: 'Manual' } };
      await reader.client.resource(Subscription, namespace).patch(name, { type: 'merge', body });
    },
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
