import { labels, type OperatorGroup, type Subscription } from '@violet/api';
import type { Stored } from '@violet/machinery';
import type { PlatformVerdict } from '../subscription/platform-condition.ts';
import { printTargets, requestedTargets, sameTargets, type Targets } from './requested-targets.ts';

/** What is in one namespace. */
export interface NamespaceOfOperators {
  name: string;
  subscriptions: readonly Stored<Subscription>[];
  groups: readonly Stored<OperatorGroup>[];
  /** Whether a ClusterServiceVersion that is no copy is there. */
  hasOperators: boolean;
}

export interface DesiredGroup {
  /** The OperatorGroup to apply; absent: leave what is there. */
  targets?: Targets;
  /** Ours is not needed any more. */
  isObsolete: boolean;
  /** Why a Subscription does not get what it asks for, by its name. */
  refusals: ReadonlyMap<string, PlatformVerdict>;
}

/** On the OperatorGroups that come from the annotation. */
export const marketplaceManaged = 'marketplace';

export function isOurs({ metadata }: OperatorGroup): boolean {
  return metadata.labels?.[labels.managedBy] === marketplaceManaged;
}

/** Which OperatorGroup the namespace needs: the oldest Subscription that asks for one decides, others must agree with it. */
export function desiredGroup(namespace: NamespaceOfOperators): DesiredGroup {
  const { subscriptions, groups, hasOperators } = namespace;
  const living = subscriptions.filter(({ metadata }) => metadata.deletionTimestamp === undefined).sort(byAge);
  const refusals = new Map<string, PlatformVerdict>();
  const asking = living.flatMap((subscription) => {
    const requested = requestedTargets(subscription);
    if (!('problem' in requested)) return [{ name: subscription.metadata.name, ...requested }];
    refusals.set(subscription.metadata.name, { reason: 'InvalidTargetNamespaces', message: requested.problem });
    return [];
  });
  const deciding = asking.find(({ isExplicit }) => isExplicit) ?? asking[0];
  const foreign = groups.find((group) => !isOurs(group));
  if (deciding === undefined) return { isObsolete: living.length === 0 && !hasOperators, refusals };
  for (const { name, targets, isExplicit } of asking) {
    if (!isExplicit) continue;
    const message = refusalOf(namespace.name, targets, { deciding, foreign });
    if (message !== undefined) refusals.set(name, { reason: 'OperatorGroupConflict', message });
  }
  // Two groups in a namespace stop every operator of it: ours yields.
  if (foreign !== undefined) return { isObsolete: true, refusals };
  return { targets: deciding.targets, isObsolete: false, refusals };
}

function refusalOf(
  namespace: string,
  targets: Targets,
  { deciding, foreign }: { deciding: { name: string; targets: Targets }; foreign: Stored<OperatorGroup> | undefined },
): string | undefined {
  if (foreign !== undefined) {
    const given = targetsOf(foreign);
    if (given !== undefined && sameTargets(given, targets)) return undefined;
    const what = given === undefined ? 'chosen by labels' : printTargets(given);
    return (
      `OperatorGroup ${foreign.metadata.name} of namespace ${namespace} was made by somebody else and targets ${what}, ` +
      `not ${printTargets(targets)}: change or delete it, or install the operator in a namespace of its own`
    );
  }
  if (sameTargets(deciding.targets, targets)) return undefined;
  return (
    `Subscription ${deciding.name} of the same namespace asks for ${printTargets(deciding.targets)}, ` +
    `not ${printTargets(targets)}: install the operator in a namespace of its own`
  );
}

/** Undefined where labels choose the namespaces. */
export function targetsOf({ spec }: OperatorGroup): Targets | undefined {
  const names = spec?.targetNamespaces ?? [];
  if (names.length > 0) return [...new Set(names)].sort();
  const { matchLabels = {}, matchExpressions = [] } = spec?.selector ?? {};
  return Object.keys(matchLabels).length === 0 && matchExpressions.length === 0 ? 'all' : undefined;
}

function byAge(left: Stored<Subscription>, right: Stored<Subscription>): number {
  const [a, b] = [left, right].map(({ metadata }) => `${metadata.creationTimestamp}/${metadata.name}`);
  return (a ?? '') < (b ?? '') ? -1 : 1;
}
