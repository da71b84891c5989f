import { ClusterServiceVersion, fieldManagers, InstallPlan, Subscription } from '@violet/api';
import { Backoff, type Clock, type Cluster, pause, systemClock } from '@violet/kube';
import { Failure } from '@violet/machinery';
import { type ProviderTypes, providerTypesOfPackages } from '../guard/provider-types.ts';
import { type OperatorNotUpgraded, type OperatorUpgrade, planUpgrades } from './plan-upgrades.ts';

export interface BatchUpgradeOptions {
  providerTypes?: ProviderTypes;
  /** Show what would be approved, and approve nothing. */
  dryRun?: boolean;
  /** How long one upgrade may take before the next one, which may need it, is approved anyway; default 30 000. */
  timeoutMs?: number;
  clock?: Clock;
  random?: () => number;
  signal?: AbortSignal;
}

export interface BatchUpgradeReport {
  approved: OperatorUpgrade[];
  /** Every other Subscription of the cluster, and why it is not among them. */
  others: OperatorNotUpgraded[];
}

/**
 * Approves the pending InstallPlans of all installed operators from Alauda on one cluster, one after the other in the order of
 * their dependencies. What fails is reported with its reason, and the rest goes on.
 */
export async function batchUpgrade(cluster: Cluster, options: BatchUpgradeOptions = {}): Promise<BatchUpgradeReport> {
  const { providerTypes = providerTypesOfPackages, dryRun = false } = options;
  const { upgrades, others } = planUpgrades(await factsOf(cluster, providerTypes));
  const report: BatchUpgradeReport = { approved: [], others };
  const plans = new Set<string>();
  for (const upgrade of upgrades) {
    options.signal?.throwIfAborted();
    const plan = `${upgrade.namespace}/${upgrade.installPlan}`;
    try {
      if (!dryRun && !plans.has(plan)) await approve(cluster, upgrade, options);
      plans.add(plan);
      report.approved.push(upgrade);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      const { operator, namespace } = upgrade;
      report.others.push({ operator, namespace, reason: error.message });
    }
  }
  return report;
}

async function factsOf(cluster: Cluster, providerTypes: ProviderTypes) {
  const [subscriptions, plans, operators] = await Promise.all([
    cluster.resource(Subscription).list(),
    cluster.resource(InstallPlan).list(),
    cluster.resource(ClusterServiceVersion).list({ labelSelector: '!olm.copiedFrom' }),
  ]);
  const types = await Promise.all(
    subscriptions.items.map(async ({ metadata, spec }) => {
      const type = await providerTypes.of(cluster, spec);
      return [`${metadata.namespace}/${metadata.name}`, type] as const;
    }),
  );
  return {
    subscriptions: subscriptions.items,
    plans: plans.items,
    operators: operators.items,
    providerTypes: new Map(types),
  };
}

/** Approves the plan as it was judged, and waits until it is carried out. */
async function approve(cluster: Cluster, upgrade: OperatorUpgrade, options: BatchUpgradeOptions): Promise<void> {
  const { namespace, installPlan } = upgrade;
  const plans = cluster.resource(InstallPlan, namespace);
  const body = [
    { op: 'test', path: '/spec/approved', value: false },
    { op: 'replace', path: '/spec/approved', value: true },
  ];
  await plans.patch(installPlan, { type: 'json', body }, { fieldManager: fieldManagers.platform });
  const { clock = systemClock, random = Math.random, timeoutMs = 30_000, signal } = options;
  const started = clock.monotonicMs();
  const backoff = new Backoff({ firstMs: 25, lastMs: 1000, random });
  while (clock.monotonicMs() - started < timeoutMs) {
    const plan = await plans.get(installPlan);
    const { phase, message = '' } = plan?.status ?? {};
    if (phase === 'Failed') throw new Failure('Invalid', `InstallPlan ${installPlan} failed: ${message}`);
    if (plan === undefined || phase === 'Complete') return;
    await pause(clock, backoff.next(), signal);
  }
}
