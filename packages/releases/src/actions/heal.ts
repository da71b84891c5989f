import { isPending, type ReleaseRecord } from '../record/record.ts';
import type { ReleaseStore } from '../record/store.ts';

/**
 * An operation that nobody carries on any more is recorded as failed, so that the next one can begin. Gives the record.
 */
export async function healRelease(store: ReleaseStore, name: string): Promise<ReleaseRecord | undefined> {
  const last = (await store.history(name)).at(-1);
  if (last === undefined || !isPending(last.status)) return last;
  const healed: ReleaseRecord = {
    ...last,
    status: 'failed',
    description: `Release "${name}" failed: the operation was interrupted (${last.status})`,
  };
  await store.update(healed);
  return healed;
}
