import type { RequestContext, Target, WriteOptions, WriteResult } from '@violet/apiserver';
import { Failure, generateName, type KubernetesObject } from '@violet/machinery';
import { keyOfObject } from '../storage/event.ts';
import { type Cluster, timestamp } from './cluster.ts';
import { decode } from './decode.ts';
import { alreadyExists } from './failures.ts';
import { forStore, type Kind, presented } from './kind.ts';
import { ownFields } from './own-fields.ts';
import { check, refine } from './refine.ts';

/** How often another generated name is tried when one is taken. */
const nameAttempts = 8;

export async function createObject(
  cluster: Cluster,
  kind: Kind,
  target: Target,
  body: KubernetesObject,
  options: WriteOptions,
  context: RequestContext,
): Promise<WriteResult> {
  const warnings: string[] = [];
  const object = decode(kind, target, body, options, warnings);
  return createDecoded(cluster, kind, { target, object, options, context, warnings });
}

export interface Creation {
  target: Target;
  /** Given away. */
  object: KubernetesObject;
  options: WriteOptions;
  context: RequestContext;
  warnings: string[];
  /** managedFields are made already: server-side apply. */
  owned?: boolean;
}

export async function createDecoded(cluster: Cluster, kind: Kind, creation: Creation): Promise<WriteResult> {
  const { options, context, warnings } = creation;
  checkOpen(kind);
  let object = creation.object;
  const generated = startMetadata(cluster, object);
  refine(kind, object);
  if (creation.owned !== true) ownFields(cluster, kind, creation, object, kind.served.emptyObject());
  const request = {
    operation: 'CREATE' as const,
    kind,
    target: creation.target,
    object,
    options: { kind: 'CreateOptions', apiVersion: 'meta.k8s.io/v1', ...options },
    dryRun: options.dryRun,
    context,
    warnings,
  };
  await cluster.admission.mutate(request);
  object = request.object;
  refine(kind, object);
  kind.served.prepareCreate(object);
  cluster.admission.complete(request);
  check(kind, object);
  await cluster.admission.validate(request);
  const stored = await insert(cluster, kind, await forStore(kind, object), generated, options.dryRun);
  return { object: await presented(kind, stored), created: true, warnings };
}

function checkOpen(kind: Kind): void {
  if (kind.custom?.terminating !== true) return;
  throw new Failure('MethodNotAllowed', 'create not allowed while custom resource definition is terminating');
}

/** Sets what the server alone decides; answers the prefix of a generated name. */
function startMetadata(cluster: Cluster, object: KubernetesObject): string | undefined {
  const { metadata } = object;
  if ((metadata.resourceVersion ?? '') !== '') {
    throw new Failure('BadRequest', 'resourceVersion should not be set on objects to be created');
  }
  for (const field of [
    'deletionTimestamp',
    'deletionGracePeriodSeconds',
    'generation',
    'resourceVersion',
    'selfLink',
  ] as const) {
    delete (metadata as Record<string, unknown>)[field];
  }
  metadata.uid = cluster.newUid();
  metadata.creationTimestamp = timestamp(cluster.clock());
  if ((metadata.name ?? '') !== '') return undefined;
  const prefix = metadata.generateName ?? '';
  // Without either, validation says so, together with everything else.
  if (prefix === '') return undefined;
  metadata.name = generateName(prefix, cluster.random);
  return prefix;
}

async function insert(
  cluster: Cluster,
  kind: Kind,
  object: KubernetesObject,
  generated: string | undefined,
  dryRun: boolean,
): Promise<KubernetesObject> {
  for (let attempt = 1; kind.collection.get(keyOfObject(object)) !== undefined; attempt++) {
    if (generated === undefined || attempt === nameAttempts) throw alreadyExists(kind, object.metadata.name ?? '');
    object.metadata.name = generateName(generated, cluster.random);
  }
  if (dryRun) return object;
  const stored = cluster.store.put(kind.collection, object);
  await cluster.store.flushed();
  return stored;
}
