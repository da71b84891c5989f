import { Subscription } from '@violet/api';
import type { BundleManifests } from '../install-plan/steps/bundle-objects.ts';
import { annotationsOf } from './approval.ts';
import type { Blockage } from './blockage.ts';
import type { Draft } from './draft.ts';
import { REFUSED } from './resolve-namespace.ts';
import type { NamespaceWorld } from './world.ts';

/**
 * Which Subscriptions must not have what was chosen for them, by the very bundles that would be installed: no plan is made for these,
 * whether or not anybody was asked when they were written.
 */
export function refusalsOf(
  goals: ReadonlyMap<Draft, string>,
  bundles: readonly BundleManifests[],
  { settings, reader }: Pick<NamespaceWorld, 'settings' | 'reader'>,
): Map<Draft, Blockage> {
  const { refusal } = settings;
  const found = new Map<Draft, Blockage>();
  if (refusal === undefined) return found;
  const others = reader.list(Subscription);
  const csvs = new Map(bundles.map(({ csvName, csv }) => [csvName, csv]));
  for (const [draft, name] of goals) {
    const csv = csvs.get(name);
    if (csv === undefined) continue;
    const message = refusal(draft.subscription, annotationsOf(csv), others);
    if (message !== undefined) found.set(draft, { reason: REFUSED, message });
  }
  return found;
}
