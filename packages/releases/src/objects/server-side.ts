import { retryOnConflict } from '@violet/kube';
import { Failure, isFailure, parseApiVersion } from '@violet/machinery';
import { ownedByApply } from './managed-fields.ts';
import type { Target } from './target.ts';

/** Helm's own, so that either can go on where the other stopped. */
const fieldManager = 'helm';
const retries = 5;

/** Applies an object as Helm 4 does; without `force`, fields that others own are a Conflict in Helm's words. */
export async function applyServerSide(target: Target, force: boolean): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await target.client.apply(target.object, { fieldManager, force, fieldValidation: 'Strict' });
      return;
    } catch (error) {
      if (isQuotaConflict(error) && attempt < retries) continue;
      throw explain(error, target);
    }
  }
}

/** Before the first apply of what was written by updates: its fields become those of the apply. */
export async function takeOverFields(target: Target): Promise<void> {
  await retryOnConflict(async () => {
    const live = await target.client.get(target.name);
    const entries = ownedByApply(live?.metadata.managedFields ?? [], fieldManager);
    if (live === undefined || entries === undefined) return;
    const body = [
      { op: 'replace', path: '/metadata/managedFields', value: entries },
      { op: 'replace', path: '/metadata/resourceVersion', value: live.metadata.resourceVersion },
    ];
    // Entries are plain JSON whose optional members are absent, not undefined.
    await target.client.patch(target.name, { type: 'json', body: JSON.parse(JSON.stringify(body)) }, { fieldManager });
  });
}

/** A quota that somebody else has just counted on: the next try will do. */
function isQuotaConflict(error: unknown): boolean {
  return isFailure(error, 'Conflict') && error.message.includes('Operation cannot be fulfilled on resourcequotas');
}

function explain(error: unknown, { object, group, namespace, name, kind }: Target): unknown {
  if (!isFailure(error)) return error;
  const { version } = parseApiVersion(object.apiVersion);
  const what =
    error.code === 'Conflict' ? 'conflict occurred while applying object' : 'server-side apply failed for object';
  const message = `${what} ${namespace}/${name} ${group}/${version}, Kind=${kind}: ${error.message}`;
  return new Failure(error.code, message, {
    cause: error,
    ...(error.details === undefined ? {} : { details: error.details }),
  });
}
