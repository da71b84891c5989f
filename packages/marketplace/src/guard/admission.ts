import { InstallPlan, Subscription } from '@violet/api';
import type { AdmissionHandler, AdmissionRequest, Webhook } from '@violet/controller';
import type { Cluster } from '@violet/kube';
import { Failure } from '@violet/machinery';
import type { PlatformVerdict } from '../subscription/platform-condition.ts';
import type { ProviderTypes } from './provider-types.ts';
import { guardVerdict, isGenerated } from './verdict.ts';

const group = Subscription.group;
const version = Subscription.version;
const path = '/guard-operators';

/** What a cluster asks before it stores a Subscription or an InstallPlan. `cluster` is its name in the fleet. */
export function guardWebhooks(cluster: string): Webhook[] {
  const common = { apiGroups: [group], apiVersions: [version], scope: 'Namespaced' as const };
  return [
    {
      name: 'subscription.guard.cpaas.io',
      path: `${path}/${cluster}`,
      rules: [{ ...common, resources: [Subscription.plural], operations: ['CREATE', 'UPDATE'] }],
      matchConditions: [
        { name: 'is-not-being-deleted', expression: '!has(object.metadata.deletionTimestamp)' },
        {
          name: 'says-something-new',
          expression: 'oldObject == null || object.spec != oldObject.spec',
        },
      ],
    },
    {
      name: 'installplan.guard.cpaas.io',
      path: `${path}/${cluster}`,
      rules: [{ ...common, resources: [InstallPlan.plural], operations: ['CREATE'] }],
      // Nobody waits for it but an engine, and an automatic plan that passes is carried out at once.
      timeoutSeconds: 30,
      matchConditions: [{ name: 'is-of-a-subscription', expression: 'has(object.metadata.ownerReferences)' }],
    },
  ];
}

/** Answers a cluster's questions. What is there is read live: a cache would let two at once through. */
export function guardAdmission(
  cluster: string,
  { client, providerTypes }: { client: () => Cluster | undefined; providerTypes: ProviderTypes },
): AdmissionHandler {
  return {
    path: `${path}/${cluster}`,
    async review({ resource, object, oldObject, namespace }: AdmissionRequest) {
      const connected = client();
      if (object === undefined || object === null || connected === undefined) return undefined;
      const subjects =
        resource.resource === InstallPlan.plural
          ? await ownersOf(object as InstallPlan, connected, namespace)
          : askedOf(object as Subscription, oldObject as Subscription | null | undefined, namespace);
      for (const subject of subjects) {
        const verdict = await judge(subject, connected, providerTypes);
        if (verdict !== undefined) throw new Failure('Forbidden', verdict.message, { reason: verdict.reason });
      }
      return undefined;
    },
  };
}

async function judge(
  subscription: Subscription,
  cluster: Cluster,
  providerTypes: ProviderTypes,
): Promise<PlatformVerdict | undefined> {
  const { items: others } = await cluster.resource(Subscription).list();
  const providerType = await providerTypes.of(cluster, subscription.spec);
  return guardVerdict(subscription, { providerType, others });
}

/**
 * The Subscriptions that an InstallPlan is for, as its maker has seen them: an automatic plan goes by Subscriptions that wanted no
 * approval then, whatever they say since.
 */
async function ownersOf(plan: InstallPlan, cluster: Cluster, namespace: string | undefined): Promise<Subscription[]> {
  const names = (plan.metadata.ownerReferences ?? []).flatMap(({ kind, name }) =>
    kind === Subscription.kind ? [name] : [],
  );
  const found = await Promise.all(names.map((name) => cluster.resource(Subscription, namespace).get(name)));
  const { approval } = plan.spec;
  return found
    .flatMap((subscription) => subscription ?? [])
    .map((one) => (approval === 'Automatic' ? { ...one, spec: { ...one.spec, installPlanApproval: approval } } : one));
}

/**
 * The Subscription of a dependency is always Automatic when an engine makes it, as a step of a plan that cannot go on without it: the
 * reconciler has it ask for approval.
 */
function askedOf(
  subscription: Subscription,
  before: Subscription | null | undefined,
  namespace: string | undefined,
): Subscription[] {
  const isNew = before === undefined || before === null;
  const whole = asked(subscription, before, namespace);
  if (!isNew || !isGenerated(subscription)) return [whole];
  return [{ ...whole, spec: { ...whole.spec, installPlanApproval: 'Manual' } }];
}

/**
 * A request names the namespace even where the object does not. A new object has a uid already, which it did not have
 * before; one that is turned to another package comes after all that are there for that one, however old it is.
 */
function asked(subscription: Subscription, before: Subscription | null | undefined, namespace = ''): Subscription {
  const { uid, ...metadata } = { ...subscription.metadata, namespace };
  const isNew = before?.spec.name !== subscription.spec.name;
  return { ...subscription, metadata: isNew || uid === undefined ? metadata : { ...metadata, uid } };
}
