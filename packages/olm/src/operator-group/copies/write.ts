import { ClusterServiceVersion } from '@violet/api';
import type { Reader } from '@violet/controller';
import { eachAtOnce, isFailure, type Stored } from '@violet/machinery';
import type { CopyPlan } from './plan.ts';

const AT_ONCE = 8;
const options = { fieldManager: 'olm' };

/** Carries out the plan; `copy` has no namespace yet. */
export async function writeCopies(copy: ClusterServiceVersion, plan: CopyPlan, reader: Reader): Promise<void> {
  let last: Stored<ClusterServiceVersion> | undefined;
  const csvsOf = (namespace: string | undefined) => reader.client.resource(ClusterServiceVersion, namespace);
  const placed = (namespace: string | undefined, version?: { uid: string; resourceVersion: string }) => ({
    ...copy,
    metadata: { ...copy.metadata, ...(namespace === undefined ? {} : { namespace }), ...version },
  });
  const versionOf = ({ metadata }: { metadata: { uid: string; resourceVersion: string } }) => ({
    uid: metadata.uid,
    resourceVersion: metadata.resourceVersion,
  });
  await eachAtOnce(plan.create, AT_ONCE, async (namespace) => {
    const created = await ifStillThere(() => csvsOf(namespace).create(placed(namespace), options));
    if (created !== undefined)
      last = await csvsOf(namespace).replaceStatus(placed(namespace, versionOf(created)), options);
  });
  await eachAtOnce(plan.update, AT_ONCE, async (present) => {
    const { namespace } = present.metadata;
    const updated = await csvsOf(namespace).replace(placed(namespace, versionOf(present)), options);
    last = await csvsOf(namespace).replaceStatus(placed(namespace, versionOf(updated)), options);
  });
  await eachAtOnce(plan.updateStatus, AT_ONCE, async (present) => {
    const { namespace } = present.metadata;
    last = await csvsOf(namespace).replaceStatus(placed(namespace, versionOf(present)), options);
  });
  await eachAtOnce(plan.remove, AT_ONCE, async ({ metadata }) => {
    await csvsOf(metadata.namespace).delete(metadata.name);
  });
  if (last !== undefined) await reader.whenSeen(ClusterServiceVersion, last);
}

/** A namespace may go, or somebody else may be faster: the next look sees. */
async function ifStillThere<T>(write: () => Promise<T>): Promise<T | undefined> {
  try {
    return await write();
  } catch (error) {
    if (isFailure(error, 'NotFound', 'AlreadyExists')) return undefined;
    if (isFailure(error, 'Forbidden') && error.message.includes('being terminated')) return undefined;
    throw error;
  }
}
