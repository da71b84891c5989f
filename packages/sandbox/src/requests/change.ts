import type { RequestContext, Target, WriteOptions, WriteResult } from '@violet/apiserver';
import { cloneJson, jsonEqual, type KubernetesObject } from '@violet/machinery';
import type { AdmissionRequest } from '../admission/admission.ts';
import { keyOf } from '../storage/event.ts';
import type { Cluster } from './cluster.ts';
import { decode } from './decode.ts';
import { modified, notFound, wrongUid } from './failures.ts';
import { forStore, type Kind, presented } from './kind.ts';
import { ownFields } from './own-fields.ts';
import { check, refine } from './refine.ts';

/** A change without a resourceVersion is computed anew this often when others were faster. */
const attempts = 8;

export interface Change {
  target: Target;
  options: WriteOptions;
  context: RequestContext;
  /**
   * The new object from the one that is there (in the version of the request; not to be changed). May be asked again.
   * `owned` says that managedFields are made already.
   */
  compute: (current: KubernetesObject) => { object: KubernetesObject; owned?: boolean };
  /** How a subresource limits what is taken over; the object's own preparation where absent. */
  prepare?: (object: KubernetesObject, old: KubernetesObject) => void;
  warnings: string[];
  /** The server's own change may touch what users may not. */
  byServer?: boolean;
}

export function updateObject(
  cluster: Cluster,
  kind: Kind,
  target: Target,
  body: KubernetesObject,
  options: WriteOptions,
  context: RequestContext,
): Promise<WriteResult> {
  const warnings: string[] = [];
  const object = decode(kind, target, body, options, warnings);
  return changeObject(cluster, kind, {
    target,
    options,
    context,
    compute: () => ({ object: cloneJson(object) }),
    warnings,
  });
}

/** Changes an object that exists, with optimistic concurrency; throws NotFound where it does not. */
export async function changeObject(cluster: Cluster, kind: Kind, change: Change): Promise<WriteResult> {
  const name = change.target.name ?? '';
  const key = keyOf(change.target.namespace, name);
  for (let attempt = 1; ; attempt++) {
    const stored = kind.collection.get(key);
    if (stored === undefined) throw notFound(kind, name);
    const current = await presented(kind, stored);
    const { object: wanted, owned } = change.compute(current);
    const unconditional = (wanted.metadata.resourceVersion ?? '') === '';
    checkIdentity(kind, wanted, current, unconditional);
    const prepared = await admit(cluster, kind, change, { object: wanted, current, owned: owned === true });
    if (jsonEqual(withoutTimes(prepared), withoutTimes(current))) {
      return { object: current, created: false, warnings: change.warnings };
    }
    const object = await forStore(kind, prepared, stored);
    if (kind.collection.get(key) === stored) return commit(cluster, kind, change, object);
    if (!unconditional || attempt === attempts) throw modified(kind, name);
  }
}

function checkIdentity(kind: Kind, object: KubernetesObject, current: KubernetesObject, unconditional: boolean): void {
  const { metadata } = object;
  const name = current.metadata.name ?? '';
  if ((metadata.uid ?? '') !== '' && metadata.uid !== current.metadata.uid) {
    throw wrongUid(kind, name, metadata.uid ?? '', current);
  }
  if (unconditional) metadata.resourceVersion = current.metadata.resourceVersion ?? '';
  else if (metadata.resourceVersion !== current.metadata.resourceVersion) throw modified(kind, name);
}

interface Candidate {
  object: KubernetesObject;
  current: KubernetesObject;
  owned: boolean;
}

async function admit(cluster: Cluster, kind: Kind, change: Change, candidate: Candidate): Promise<KubernetesObject> {
  const { current } = candidate;
  const { target, options, context, warnings } = change;
  keepServerFields(candidate.object, current);
  refine(kind, candidate.object);
  if (!candidate.owned) ownFields(cluster, kind, change, candidate.object, current);
  const request: AdmissionRequest & { object: KubernetesObject } = {
    operation: 'UPDATE',
    kind,
    target,
    object: candidate.object,
    oldObject: current,
    options: { kind: 'UpdateOptions', apiVersion: 'meta.k8s.io/v1', ...options },
    dryRun: options.dryRun,
    context,
    warnings,
  };
  await cluster.admission.mutate(request);
  const { object } = request;
  keepServerFields(object, current);
  refine(kind, object);
  prepare(kind, change, object, current);
  cluster.admission.complete(request);
  check(kind, object, change.byServer === true ? undefined : current);
  await cluster.admission.validate(request);
  return object;
}

function prepare(kind: Kind, change: Change, object: KubernetesObject, old: KubernetesObject): void {
  if (change.prepare !== undefined) change.prepare(object, old);
  else kind.served.prepareUpdate(object, old);
}

/** Clients may leave these out or send old values; they stay as they are. */
function keepServerFields({ metadata }: KubernetesObject, { metadata: old }: KubernetesObject): void {
  const fields = metadata as Record<string, unknown>;
  for (const name of [
    'uid',
    'creationTimestamp',
    'deletionTimestamp',
    'deletionGracePeriodSeconds',
    'generateName',
    'generation',
  ] as const) {
    if (old[name] === undefined) delete fields[name];
    else if (name !== 'generation' || (metadata.generation ?? 0) < (old.generation ?? 0)) fields[name] = old[name];
  }
  delete fields['selfLink'];
}

/** A write that changes nothing but the times in managedFields changes nothing. */
function withoutTimes(object: KubernetesObject): KubernetesObject {
  const { managedFields, ...metadata } = object.metadata;
  if (managedFields === undefined) return object;
  return { ...object, metadata: { ...metadata, managedFields: managedFields.map(({ time: _, ...entry }) => entry) } };
}

async function commit(
  cluster: Cluster,
  kind: Kind,
  { options, warnings }: Change,
  object: KubernetesObject,
): Promise<WriteResult> {
  if (!options.dryRun) {
    cluster.store.put(kind.collection, object);
    if (isFinished(kind, object))
      cluster.store.remove(kind.collection, keyOf(object.metadata.namespace, object.metadata.name ?? ''));
    await cluster.store.flushed();
  }
  return { object: await presented(kind, object), created: false, warnings };
}

/** An object that waits for nothing more goes with the write that removed its last finalizer. */
export function isFinished(kind: Kind, object: KubernetesObject): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds, finalizers } = object.metadata;
  if (deletionTimestamp === undefined || (finalizers ?? []).length > 0) return false;
  if (kind.collection.id === 'namespaces') return namespaceFinalizers(object).length === 0;
  return (deletionGracePeriodSeconds ?? 0) === 0;
}

/** A Namespace has finalizers of its own in its spec. */
function namespaceFinalizers(object: KubernetesObject): string[] {
  return (object.spec as { finalizers?: string[] } | undefined)?.finalizers ?? [];
}
