import { ClusterServiceVersion } from '@violet/api';
import type { Reader } from '@violet/controller';
import { eachAtOnce, isFailure, type Json, type KubernetesObject, type Stored } from '@violet/machinery';
import type { CopyPlan } from './plan.ts';

const AT_ONCE = 8;
const options = { fieldManager: 'olm', metadataOnly: true };

/**
 * Carries out the plan; `copy` has no namespace yet. False where somebody was faster with one of the copies, or the cache
 * behind: one has to look again.
 */
export async function writeCopies(copy: ClusterServiceVersion, plan: CopyPlan, reader: Reader): Promise<boolean> {
  let settled = true;
  let last: Stored<ClusterServiceVersion> | undefined;
  const each = async <T>(items: readonly T[], write: (item: T) => Promise<Stored<ClusterServiceVersion> | undefined>) =>
    await eachAtOnce(items, AT_ONCE, async (item) => {
      try {
        last = (await write(item)) ?? last;
      } catch (error) {
        if (!isOvertaken(error)) throw error;
        settled = false;
      }
    });
  const csvsOf = (namespace: string | undefined) => reader.client.resource(ClusterServiceVersion, namespace);
  // As all of an object, it is JSON.
  const status = copy.status as unknown as Json;
  const writeStatus = async ({ metadata: { name, namespace, resourceVersion } }: Version) => {
    const body = [
      { op: 'replace', path: '/metadata/resourceVersion', value: resourceVersion },
      { op: 'add', path: '/status', value: status },
    ];
    return await csvsOf(namespace).patchStatus(name, { type: 'json', body }, options);
  };
  await each(plan.create, async (namespace) => {
    const metadata = { ...copy.metadata, namespace };
    return await writeStatus(await csvsOf(namespace).create({ ...copy, metadata }, options));
  });
  await each(plan.update, async (present) => {
    return await writeStatus(await csvsOf(present.metadata.namespace).replace(placed(copy, present), options));
  });
  await each(plan.updateStatus, writeStatus);
  await each(plan.remove, async ({ metadata }) => {
    await csvsOf(metadata.namespace).delete(metadata.name);
    return undefined;
  });
  if (last !== undefined) await reader.whenSeen(ClusterServiceVersion, last);
  return settled;
}

type Version = Pick<Stored<KubernetesObject>, 'metadata'>;

/** The copy in the place of one that is there. */
function placed(copy: ClusterServiceVersion, { metadata }: Version): ClusterServiceVersion {
  const { namespace = '', uid, resourceVersion } = metadata;
  return { ...copy, metadata: { ...copy.metadata, namespace, uid, resourceVersion } };
}

/** Something else happened to the copy or to its namespace meanwhile. */
function isOvertaken(error: unknown): boolean {
  if (isFailure(error, 'Conflict', 'NotFound', 'AlreadyExists')) return true;
  return isFailure(error, 'Forbidden') && error.message.includes('being terminated');
}
