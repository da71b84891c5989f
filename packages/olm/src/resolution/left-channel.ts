import type { InstallPlan } from '@violet/api';
import type { CatalogIndex } from '../resolver/catalog-index.ts';
import type { Draft } from './draft.ts';

/**
 * Whether a Subscription heads for a version of another channel than its own, and nobody has agreed to that: its channel was
 * changed while the plan waited for approval. What the package no longer has in any channel is left to who approves.
 */
export function headsForLeftChannel(
  { subscription: { spec }, status }: Draft,
  plan: InstallPlan | undefined,
  catalog: Pick<CatalogIndex, 'source'> | undefined,
): boolean {
  const { name, channel = '' } = spec;
  if (plan?.status?.phase !== 'RequiresApproval' || plan.spec.approved || channel === '') return false;
  const entries = catalog?.source.ofPackage(name).filter((entry) => entry.name === status.currentCSV) ?? [];
  return entries.length > 0 && entries.every((entry) => entry.channel !== channel);
}
