import type { WriteOptions } from '@violet/kube';
import { Failure, isFailure, type JsonObject, type KubernetesObject } from '@violet/machinery';
import { isBuiltIn } from './merge-keys.ts';
import { isKept } from './ownership.ts';
import { applyServerSide, takeOverFields } from './server-side.ts';
import { type Target, targetKey } from './target.ts';
import { mergePatchBetween, threeWayMerge } from './three-way.ts';

/** Helm's own, so that either can go on where the other stopped. */
const write: WriteOptions = { fieldManager: 'helm' };
const conflictRetries = 5;

/** How objects are written: by three-way merge, or by server-side apply. */
export interface Writing {
  serverSide: boolean;
  /** Server-side: take fields from other managers instead of failing. */
  force?: boolean;
  /** Server-side: what was written by updates before is taken over first. */
  takeOver?: boolean;
  /** Custom resources, too, become what the manifest says, whatever they were: for objects of unknown origin. */
  mergeCustom?: boolean;
}

/** Objects of one kind at the same time, one kind after the other, with what failed of each kind. */
async function* byKind(targets: readonly Target[], deed: (target: Target) => Promise<void>): AsyncGenerator<unknown[]> {
  for (let start = 0; start < targets.length; ) {
    let end = start + 1;
    while (end < targets.length && targets[end]?.kind === targets[start]?.kind) end += 1;
    const outcomes = await Promise.allSettled(targets.slice(start, end).map(deed));
    yield outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
    start = end;
  }
}

function joined(failures: readonly unknown[]): unknown {
  const [first] = failures;
  if (failures.length === 1 || !isFailure(first)) return first;
  const messages = failures.map((failure) => (failure as Error).message);
  return new Failure(first.code, messages.join(' && '), { cause: first });
}

/** All are tried, whatever fails; the failures are listed as Helm lists them. */
export async function createAll(targets: readonly Target[], writing: Writing): Promise<void> {
  const failures: unknown[] = [];
  for await (const failed of byKind(targets, (target) => create(target, writing))) failures.push(...failed);
  if (failures.length > 0) throw listed(failures);
}

function listed(failures: readonly unknown[]): unknown {
  const first = failures[0];
  if (!isFailure(first)) return first;
  const count = failures.length === 1 ? '1 error' : `${failures.length} errors`;
  const points = failures.map((failure) => `\n\t* ${(failure as Error).message}`);
  return new Failure(first.code, `${count} occurred:${points.join('')}\n\n`, { cause: first });
}

async function create(target: Target, { serverSide, force = false }: Writing): Promise<void> {
  // What the server is to name cannot be applied.
  if (serverSide && target.name !== '') await applyServerSide(target, force);
  else await target.client.create(target.object, write);
}

export interface UpdateResult {
  created: Target[];
  /** What the new manifest has not any more, and was deleted. */
  deleted: Target[];
}

/** Makes the cluster follow from one manifest to the next: creates, patches, deletes what is gone, as Helm 3 does. */
export async function updateAll(
  old: readonly Target[],
  next: readonly Target[],
  writing: Writing,
  onCreate: (target: Target) => void = () => undefined,
): Promise<UpdateResult> {
  // Where an object is named twice, what was written counts, not what was found.
  const before = new Map(old.toReversed().map((target) => [targetKey(target), target]));
  const after = new Set(next.map(targetKey));
  const created: Target[] = [];
  const changes = byKind(next, async (target) => {
    const isNew = await update(before.get(targetKey(target)), target, writing);
    if (!isNew) return;
    created.push(target);
    onCreate(target);
  });
  for await (const failed of changes) if (failed.length > 0) throw joined(failed);
  const deleted: Target[] = [];
  for (const target of old) {
    if (target.name === '' || after.has(targetKey(target))) continue;
    if (await deleteUnlessKept(target)) deleted.push(target);
  }
  return { created, deleted };
}

async function deleteUnlessKept(target: Target): Promise<boolean> {
  const live = await target.client.get(target.name);
  if (live === undefined || isKept(live)) return false;
  await target.client.delete(target.name, { propagationPolicy: 'Background' });
  return true;
}

/** True when the object had to be made. */
async function update(old: Target | undefined, target: Target, writing: Writing): Promise<boolean> {
  for (let attempt = 1; ; attempt += 1) {
    const live = target.name === '' ? undefined : await target.client.get(target.name);
    if (live === undefined) {
      await createLate(target, writing);
      return true;
    }
    if (writing.serverSide) {
      if (writing.takeOver === true) await takeOverFields(target);
      await applyServerSide(target, writing.force === true);
      return false;
    }
    try {
      await patch(old?.object ?? live, target, live, writing.mergeCustom === true);
      return false;
    } catch (error) {
      // The patch was made for a version of the object that somebody has changed meanwhile.
      if (isFailure(error, 'Conflict') && attempt < conflictRetries) continue;
      if (!isFailure(error)) throw error;
      throw new Failure(error.code, `cannot patch "${target.name}" with kind ${target.kind}: ${error.message}`, {
        cause: error,
      });
    }
  }
}

/** Among changes, Helm says that it was a creation that failed. */
async function createLate(target: Target, writing: Writing): Promise<void> {
  try {
    await create(target, writing);
  } catch (error) {
    if (!isFailure(error)) throw error;
    throw new Failure(error.code, `failed to create resource: ${error.message}`, { cause: error });
  }
}

async function patch(
  old: KubernetesObject,
  target: Target,
  live: KubernetesObject,
  mergeCustom: boolean,
): Promise<void> {
  const body = patchFor(old, target, live, mergeCustom);
  if (body === undefined) return;
  await target.client.patch(target.name, { type: 'merge', body }, write);
}

function patchFor(
  old: KubernetesObject,
  target: Target,
  live: KubernetesObject,
  mergeCustom: boolean,
): JsonObject | undefined {
  const [before, next, now] = [old, target.object, live] as unknown as [JsonObject, JsonObject, JsonObject];
  // Helm has no types for custom resources: only what differs between the two manifests is sent.
  if (!isBuiltIn(target.group) && !mergeCustom) return mergePatchBetween(before, next);
  const body = mergePatchBetween(now, threeWayMerge(target.kind, before, next, now));
  if (body === undefined) return undefined;
  const metadata = {
    ...(body['metadata'] as JsonObject | undefined),
    resourceVersion: live.metadata.resourceVersion ?? '',
  };
  return { ...body, metadata };
}

/** Deletes in the order given; what is not there counts as deleted. The failures are given back, not thrown. */
export async function deleteAll(targets: readonly Target[]): Promise<Error[]> {
  const failures: Error[] = [];
  for (const target of targets) {
    if (target.name === '') continue;
    try {
      await target.client.delete(target.name, { propagationPolicy: 'Background' });
    } catch (error) {
      failures.push(error as Error);
    }
  }
  return failures;
}
