import { annotations, type ClusterServiceVersion, type InstallPlan, type Subscription } from '@violet/api';
import type { Stored } from '@violet/machinery';
import { isPlatformOperator } from '../guard/operator-source.ts';

/** What is in one cluster. */
export interface UpgradeFacts {
  subscriptions: readonly Stored<Subscription>[];
  plans: readonly Stored<InstallPlan>[];
  /** Without copies. */
  operators: readonly Stored<ClusterServiceVersion>[];
  /** `provider-type` in the catalogue, by `namespace/name` of a Subscription. */
  providerTypes: ReadonlyMap<string, string | undefined>;
}

export interface OperatorUpgrade {
  operator: string;
  namespace: string;
  /** CSVs. */
  from: string;
  to: string;
  installPlan: string;
}

export interface OperatorNotUpgraded {
  operator: string;
  namespace: string;
  reason: string;
}

export interface PlannedUpgrades {
  /** In the order of their dependencies: what others need comes first. */
  upgrades: OperatorUpgrade[];
  others: OperatorNotUpgraded[];
}

type Judged = { upgrade: OperatorUpgrade } | { other: OperatorNotUpgraded };

/** Which pending upgrades a batch may approve: those of operators from Alauda that are installed. */
export function planUpgrades(facts: UpgradeFacts): PlannedUpgrades {
  const judged = facts.subscriptions.map((subscription) => judge(subscription, facts));
  const candidates = judged.flatMap((one) => ('upgrade' in one ? [one.upgrade] : []));
  const others = judged.flatMap((one) => ('other' in one ? [one.other] : []));
  return { upgrades: inDependencyOrder(candidates, facts.operators), others: others.sort(byOperator) };
}

function judge(subscription: Stored<Subscription>, facts: UpgradeFacts): Judged {
  const { namespace = '' } = subscription.metadata;
  const operator = subscription.spec.name;
  const other = (reason: string): Judged => ({ other: { operator, namespace, reason } });
  const from = subscription.status?.installedCSV;
  if (!isFromAlauda(subscription, facts))
    return other('it is not from Alauda: only operators from Alauda are upgraded in a batch');
  const plan = facts.plans.find(
    ({ metadata }) => metadata.namespace === namespace && metadata.name === subscription.status?.installPlanRef?.name,
  );
  if (from === undefined) return other('it is not installed yet: approve its first InstallPlan by itself');
  if (plan === undefined || plan.spec.approved || plan.status?.phase !== 'RequiresApproval') {
    return other('no upgrade waits for approval');
  }
  const stranger = ownersOf(plan, facts).find((owner) => !isFromAlauda(owner, facts));
  if (stranger !== undefined) {
    return other(
      `its InstallPlan ${plan.metadata.name} is also for ${stranger.spec.name}, which is not from Alauda: approve it by itself`,
    );
  }
  const to = subscription.status?.currentCSV ?? '';
  return { upgrade: { operator, namespace, from, to, installPlan: plan.metadata.name } };
}

function ownersOf(plan: Stored<InstallPlan>, { subscriptions }: UpgradeFacts): Stored<Subscription>[] {
  const { namespace, name } = plan.metadata;
  return subscriptions.filter(
    ({ metadata, status }) => metadata.namespace === namespace && status?.installPlanRef?.name === name,
  );
}

/** As its catalogue says or, where that no longer has it, as what is installed says. */
function isFromAlauda(subscription: Stored<Subscription>, { providerTypes, operators }: UpgradeFacts): boolean {
  const { name, namespace } = subscription.metadata;
  const offered = providerTypes.get(`${namespace}/${name}`);
  const installed = operators.find(
    ({ metadata }) => metadata.namespace === namespace && metadata.name === subscription.status?.installedCSV,
  );
  return isPlatformOperator(offered ?? installed?.metadata.annotations?.[annotations.providerType]);
}

/** Depth first over what each needs; a circle is cut where it closes. */
function inDependencyOrder(
  upgrades: readonly OperatorUpgrade[],
  operators: readonly Stored<ClusterServiceVersion>[],
): OperatorUpgrade[] {
  const ordered = new Set<OperatorUpgrade>();
  const visiting = new Set<OperatorUpgrade>();
  const csvOf = (upgrade: OperatorUpgrade) =>
    operators.find(({ metadata }) => metadata.namespace === upgrade.namespace && metadata.name === upgrade.from);
  const visit = (upgrade: OperatorUpgrade): void => {
    if (ordered.has(upgrade) || visiting.has(upgrade)) return;
    visiting.add(upgrade);
    const required = definitionNames(csvOf(upgrade), 'required');
    for (const other of upgrades) {
      const owned = definitionNames(csvOf(other), 'owned');
      if (other !== upgrade && required.some((name) => owned.includes(name))) visit(other);
    }
    ordered.add(upgrade);
  };
  for (const upgrade of [...upgrades].sort(byOperator)) visit(upgrade);
  return [...ordered];
}

function definitionNames(csv: ClusterServiceVersion | undefined, which: 'owned' | 'required'): string[] {
  return (csv?.spec.customresourcedefinitions?.[which] ?? []).map(({ name }) => name);
}

function byOperator(
  left: { operator: string; namespace: string },
  right: { operator: string; namespace: string },
): number {
  const [a, b] = [left, right].map(({ operator, namespace }) => `${operator}/${namespace}`);
  return (a ?? '') < (b ?? '') ? -1 : 1;
}
