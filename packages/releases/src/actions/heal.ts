import type { ReleaseRecord } from '../record/record.ts';
import type { ReleaseStore } from '../record/store.ts';

/**
 * Records an operation that nobody carries on any more as failed, so that the next one can begin. Throws a Failure of code
 * Conflict where somebody has: the record, which was read to judge that, has changed since.
 */
export async function healRelease(store: ReleaseStore, record: ReleaseRecord): Promise<ReleaseRecord> {
  const { resourceVersion: _read, ...rest } = record;
  const description = `Release "${record.name}" failed: the operation was interrupted (${record.status})`;
  await store.updateUnchanged({ ...record, status: 'failed', description });
  return { ...rest, status: 'failed', description };
}
