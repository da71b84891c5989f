import type { DeleteOptions, ListQuery, ListResult, RequestContext, Target } from '@violet/apiserver';
import { isFailure, type KubernetesObject } from '@violet/machinery';
import { cleanupFinalizer, definitionsId } from '../definitions/definition.ts';
import { keyOf } from '../storage/event.ts';
import { isFinished } from './change.ts';
import { type Cluster, timestamp } from './cluster.ts';
import { conflict, notFound, wrongUid, wrongVersion } from './failures.ts';
import { gracePeriodSeconds } from './grace-period.ts';
import { type Kind, presented } from './kind.ts';
import { listObjects } from './list.ts';

const attempts = 8;

export interface Deletion {
  target: Target;
  options: DeleteOptions;
  context: RequestContext;
}

/** Removes an object, or marks it as being deleted where finalizers or a grace period hold it. */
export async function deleteObject(
  cluster: Cluster,
  kind: Kind,
  deletion: Deletion,
): Promise<{ object?: KubernetesObject; deleted: KubernetesObject }> {
  const { target, options } = deletion;
  const name = target.name ?? '';
  const key = keyOf(target.namespace, name);
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const stored = kind.collection.get(key);
    if (stored === undefined) throw notFound(kind, name);
    checkPreconditions(kind, stored, options);
    await admit(cluster, kind, deletion, await presented(kind, stored));
    if (kind.collection.get(key) !== stored) continue;
    const marked = mark(cluster, kind, stored, options);
    const finished = isFinished(kind, marked);
    if (!options.dryRun) await write(cluster, kind, key, { stored, marked, finished });
    const deleted = await presented(kind, marked);
    return finished ? { deleted } : { object: deleted, deleted };
  }
  throw conflict(kind, name, 'the object was changed too often while it was being deleted; please try again');
}

function checkPreconditions(kind: Kind, stored: KubernetesObject, { preconditions = {} }: DeleteOptions): void {
  const name = stored.metadata.name ?? '';
  const { uid, resourceVersion } = preconditions;
  if (uid !== undefined && uid !== stored.metadata.uid) throw wrongUid(kind, name, uid, stored);
  if (resourceVersion !== undefined && resourceVersion !== stored.metadata.resourceVersion) {
    throw wrongVersion(kind, name, resourceVersion, stored);
  }
}

async function admit(
  cluster: Cluster,
  kind: Kind,
  { target, options, context }: Deletion,
  oldObject: KubernetesObject,
): Promise<void> {
  const request = {
    operation: 'DELETE' as const,
    kind,
    target,
    oldObject,
    options: { kind: 'DeleteOptions', apiVersion: 'meta.k8s.io/v1', ...options },
    dryRun: options.dryRun,
    context,
    warnings: [],
  };
  await cluster.admission.mutate(request);
  await cluster.admission.validate(request);
}

/** The object as it is once its deletion was asked for. */
function mark(cluster: Cluster, kind: Kind, stored: KubernetesObject, options: DeleteOptions): KubernetesObject {
  const grace = gracePeriodSeconds(kind, stored, options.gracePeriodSeconds);
  const { deletionTimestamp, deletionGracePeriodSeconds: oldGrace } = stored.metadata;
  const finalizers = finalizersFor(kind, stored, options.propagationPolicy);
  const shorter = deletionTimestamp === undefined || grace < (oldGrace ?? 0);
  const now = cluster.clock();
  const marked: KubernetesObject = {
    ...stored,
    metadata: {
      ...stored.metadata,
      ...(shorter
        ? { deletionTimestamp: timestamp(new Date(now.getTime() + grace * 1000)), deletionGracePeriodSeconds: grace }
        : {}),
    },
  };
  if (deletionTimestamp === undefined && marked.metadata.generation !== undefined) marked.metadata.generation++;
  if (finalizers.length > 0) marked.metadata.finalizers = finalizers;
  else delete marked.metadata.finalizers;
  if (kind.collection.id === 'namespaces')
    marked.status = { ...(stored.status as object | undefined), phase: 'Terminating' };
  return marked;
}

/** What is to become of the dependents is written down as a finalizer, for the garbage collector to carry out. */
function finalizersFor(kind: Kind, stored: KubernetesObject, policy: DeleteOptions['propagationPolicy']): string[] {
  const finalizers = [...(stored.metadata.finalizers ?? [])];
  const starts = stored.metadata.deletionTimestamp === undefined;
  // A definition waits until all objects of its kind are gone.
  if (starts && kind.collection.id === definitionsId && !finalizers.includes(cleanupFinalizer))
    finalizers.push(cleanupFinalizer);
  if (policy === undefined) return finalizers;
  const others = finalizers.filter((name) => name !== 'orphan' && name !== 'foregroundDeletion');
  if (policy === 'Orphan') return [...others, 'orphan'];
  return policy === 'Foreground' ? [...others, 'foregroundDeletion'] : others;
}

interface Marked {
  stored: KubernetesObject;
  marked: KubernetesObject;
  finished: boolean;
}

async function write(cluster: Cluster, kind: Kind, key: string, { stored, marked, finished }: Marked): Promise<void> {
  if (finished) cluster.store.remove(kind.collection, key);
  else if (JSON.stringify(marked) !== JSON.stringify(stored)) cluster.store.put(kind.collection, marked);
  await cluster.store.flushed();
}

/** Deletes everything that a list would show; what goes meanwhile is no error. */
export async function deleteCollection(
  cluster: Cluster,
  kind: Kind,
  query: ListQuery,
  deletion: Deletion,
): Promise<ListResult> {
  const list = await listObjects(cluster, kind, deletion.target, query);
  const items: KubernetesObject[] = [];
  for (const { metadata } of list.items) {
    const { name, namespace, uid } = metadata;
    const target: Target = {
      resource: kind.served,
      ...(name === undefined ? {} : { name }),
      ...(namespace === undefined ? {} : { namespace }),
    };
    const options: DeleteOptions = { ...deletion.options, preconditions: uid === undefined ? {} : { uid } };
    try {
      items.push((await deleteObject(cluster, kind, { ...deletion, target, options })).deleted);
    } catch (error) {
      if (!isFailure(error, 'NotFound', 'Conflict')) throw error;
    }
  }
  return { ...list, items };
}
