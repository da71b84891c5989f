import type { ResourceClient } from '@violet/kube';
import { cloneJson, type Failure, isFailure, jsonEqual, type KubernetesObject, type Stored } from '@violet/machinery';
import type { Controller, Step, StepContext } from '../define.ts';
import type { Outcome } from '../outcome.ts';
import type { Reader } from '../reader.ts';
import { mergeDifference } from './merge-difference.ts';

type Subject = Stored<KubernetesObject>;

export interface RunOptions {
  controller: Controller;
  client: ResourceClient;
  reader: Reader;
  context: StepContext;
}

/** One run for one object: finalizer, world, steps, status. `object` is the cache's and stays as it is. */
export async function runOnce(object: Subject, options: RunOptions): Promise<Outcome | undefined> {
  const { controller, client } = options;
  const { finalizer, finalize } = controller;
  const deleting = object.metadata.deletionTimestamp !== undefined;
  const held = finalizer !== undefined && (object.metadata.finalizers ?? []).includes(finalizer);
  if (deleting) {
    if (finalizer === undefined ? finalize === undefined : !held) return undefined;
    const { current, outcome } = await runSteps(object, finalize ?? [], options);
    if (outcome === undefined && finalizer !== undefined) await removeFinalizer(client, current, finalizer);
    return outcome;
  }
  const subject = finalizer === undefined || held ? object : await addFinalizer(client, object, finalizer);
  return (await runSteps(subject, controller.steps, options)).outcome;
}

async function runSteps(
  object: Subject,
  steps: readonly Step<KubernetesObject, unknown>[],
  { controller, client, reader, context }: RunOptions,
): Promise<{ current: Subject; outcome: Outcome | undefined }> {
  // The cache's object is frozen: but for the status, a step cannot change it.
  const working = { ...object, status: cloneJson(object.status) };
  const world = await controller.observe(working, reader, context.key);
  let outcome: Outcome | undefined;
  let problem: unknown;
  try {
    for (const step of steps) {
      outcome = (await step(working, world, context)) ?? undefined;
      if (outcome !== undefined) break;
      context.signal.throwIfAborted();
    }
  } catch (error) {
    // What the steps learned before one threw belongs in the status as well.
    problem = error ?? new Error('a step threw nothing');
  }
  requireOnlyStatusChanged(controller, object, working);
  const current = await patchStatus(client, object, working);
  if (current !== object) await reader.whenSeen(controller.kind, current);
  if (problem !== undefined) throw problem;
  return { current, outcome };
}

async function patchStatus(client: ResourceClient, before: Subject, after: Subject): Promise<Subject> {
  const status = mergeDifference(before.status, after.status);
  if (status === undefined) return before;
  const { name, resourceVersion } = before.metadata;
  const write = (version: string) =>
    client.patchStatus(name, { type: 'merge', body: { metadata: { resourceVersion: version }, status } });
  try {
    return await write(resourceVersion);
  } catch (error) {
    if (isFailure(error, 'NotFound') && error.details?.name !== undefined) return before;
    if (!isFailure(error, 'Conflict')) throw error;
    const current = await client.get(name);
    if (current === undefined || !onlyLabelled(before, current)) throw error;
    return await write(current.metadata.resourceVersion);
  }
}

/** What a run has done must not be forgotten because somebody has labelled the object meanwhile. */
function onlyLabelled(before: Subject, current: Subject): boolean {
  const [metadata, now] = [before.metadata, current.metadata];
  return (
    metadata.uid === now.uid &&
    metadata.deletionTimestamp === now.deletionTimestamp &&
    jsonEqual({ ...before, metadata: 0 }, { ...current, metadata: 0 })
  );
}

function requireOnlyStatusChanged(controller: Controller, before: Subject, after: Subject): void {
  for (const field of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (field === 'status' || jsonEqual(before[field], after[field])) continue;
    throw new Error(
      `a step of ${controller.name} changed ${field} of ${before.kind} ${before.metadata.name}: steps may change status only`,
    );
  }
}

async function addFinalizer(client: ResourceClient, object: Subject, finalizer: string): Promise<Subject> {
  return await setFinalizers(client, object, [...(object.metadata.finalizers ?? []), finalizer]);
}

async function removeFinalizer(client: ResourceClient, object: Subject, finalizer: string): Promise<void> {
  const others = (object.metadata.finalizers ?? []).filter((name) => name !== finalizer);
  try {
    await setFinalizers(client, object, others);
  } catch (error) {
    if (!isFailure(error, 'NotFound')) throw error;
  }
}

async function setFinalizers(client: ResourceClient, object: Subject, finalizers: string[]): Promise<Subject> {
  const { name, uid, resourceVersion } = object.metadata;
  const body = { metadata: { uid, resourceVersion, finalizers: finalizers.length === 0 ? null : finalizers } };
  return await client.patch(name, { type: 'merge', body });
}

/** Whether trying again without a change could help. */
export function waitsForChange(error: unknown): error is Failure {
  return isFailure(error, 'Invalid');
}
