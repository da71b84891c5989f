import { Subscription } from '@violet/api';
import type { Blockage } from './blockage.ts';
import type { CsvAnnotations } from './csv-annotations.ts';
import type { Draft } from './draft.ts';
import { REFUSED } from './resolve-namespace.ts';
import type { NamespaceWorld } from './world.ts';

/**
 * Which Subscriptions must not have what was chosen for them, by the very bundles that would be installed: no plan is made for these,
 * whether or not anybody was asked when they were written.
 */
export function refusalsOf(
  goals: ReadonlyMap<Draft, string>,
  annotations: CsvAnnotations,
  { settings, reader }: Pick<NamespaceWorld, 'settings' | 'reader'>,
): Map<Draft, Blockage> {
  const { refusal } = settings;
  const found = new Map<Draft, Blockage>();
  if (refusal === undefined) return found;
  const others = reader.list(Subscription);
  for (const [draft, name] of goals) {
    const stated = annotations.get(name);
    const message = stated === undefined ? undefined : refusal(draft.subscription, stated, others);
    if (message !== undefined) found.set(draft, { reason: REFUSED, message });
  }
  return found;
}
