import { type InstallPlan, Subscription } from '@violet/api';
import type { Stored } from '@violet/machinery';
import type { NamespaceWorld } from './world.ts';

/**
 * Whether a pass sees every Subscription as it is stored. A plan serves all of a namespace, and one of them may want that
 * nothing goes without approval: what is only on its way from the watch counts too, and what another plan is about to make.
 */
export async function seesAllSubscriptions(world: NamespaceWorld): Promise<boolean> {
  const { reader, namespace, subscriptions, plans } = world;
  if (plans.some(isMakingSubscriptions)) return false;
  const { items } = await reader.client.resource(Subscription, namespace).list();
  return isSameSet(subscriptions, items);
}

/** Its CSVs may be there before its Subscriptions: a plan of them would leave these out. */
export function isMakingSubscriptions({ status }: InstallPlan): boolean {
  if (status?.phase !== 'Installing') return false;
  return (status.plan ?? []).some(
    (step) => step.resource.kind === Subscription.kind && step.status !== 'Created' && step.status !== 'Present',
  );
}

/**
 * By what they want, and by the plan that was made for them: where the watch is late, the pass before may have made one that is not
 * seen yet. Labels and the rest of a status may differ.
 */
export function isSameSet(seen: readonly Stored<Subscription>[], stored: readonly Stored<Subscription>[]): boolean {
  const versions = new Set(seen.map(versionOf));
  return seen.length === stored.length && stored.every((object) => versions.has(versionOf(object)));
}

function versionOf({ metadata, status }: Stored<Subscription>): string {
  return `${metadata.uid}/${metadata.generation}/${status?.installPlanRef?.uid ?? ''}`;
}
