import { Failure, isFailure, type KubernetesObject } from '@violet/machinery';
import { createOne, type Writing } from './apply.ts';
import { byKind } from './by-kind.ts';
import { isKept } from './ownership.ts';
import { patchOne } from './patch.ts';
import { applyServerSide, takeOverFields } from './server-side.ts';
import { type Target, targetKey } from './target.ts';

/**
 * Makes the cluster follow from one manifest to the next: creates, changes, then deletes what is gone. As with Helm, what
 * cannot be created ends it, what cannot be changed does so only after everything else was tried; nothing is deleted then.
 */
export async function updateAll(
  old: readonly Target[],
  next: readonly Target[],
  writing: Writing,
  onCreate: (target: Target) => void = () => undefined,
): Promise<void> {
  // Where an object is named twice, what was written counts, not what was found.
  const before = new Map(old.toReversed().map((target) => [targetKey(target), target]));
  const unchanged: unknown[] = [];
  const changes = byKind(next, async (target) => {
    const live = target.name === '' ? undefined : await target.client.get(target.name);
    try {
      if (live !== undefined && (await change(before.get(targetKey(target)), target, live, writing))) return;
    } catch (error) {
      unchanged.push(error);
      return;
    }
    onCreate(target);
    await createLate(target, writing);
  });
  for await (const [failure] of changes) if (failure !== undefined) throw failure;
  if (unchanged.length > 0) throw joined(unchanged);
  const after = new Set(next.map(targetKey));
  for (const target of old) if (target.name !== '' && !after.has(targetKey(target))) await deleteUnlessKept(target);
}

/** False when the object has gone meanwhile. */
async function change(
  old: Target | undefined,
  target: Target,
  live: KubernetesObject,
  writing: Writing,
): Promise<boolean> {
  if (!writing.serverSide) return patchOne(old, target, live, writing.mergeCustom === true);
  if (writing.takeOver === true) await takeOverFields(target);
  await applyServerSide(target, writing.force === true);
  return true;
}

/** Among changes, Helm says that it was a creation that failed. */
async function createLate(target: Target, writing: Writing): Promise<void> {
  try {
    await createOne(target, writing);
  } catch (error) {
    if (!isFailure(error)) throw error;
    throw new Failure(error.code, `failed to create resource: ${error.message}`, { cause: error });
  }
}

function joined(failures: readonly unknown[]): unknown {
  const [first] = failures;
  if (failures.length === 1 || !isFailure(first)) return first;
  const messages = failures.map((failure) => (failure as Error).message);
  return new Failure(first.code, messages.join(' && '), { cause: first });
}

async function deleteUnlessKept(target: Target): Promise<void> {
  const live = await target.client.get(target.name);
  if (live === undefined || isKept(live)) return;
  await target.client.delete(target.name, { propagationPolicy: 'Background' });
}
