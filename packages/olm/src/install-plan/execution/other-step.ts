import { olmLabels, Secret, type Step, type StepStatus } from '@violet/api';
import type { DiscoveredResource } from '@violet/kube';
import { Failure, isFailure, type KubernetesObject, parseApiVersion } from '@violet/machinery';
import { type Attempt, objectOf, wrapped } from './attempt.ts';
import { ownedByCsv, withOwnerUids } from './owners.ts';

/** Brings an object of any kind that a bundle may hold to the form of its manifest. */
export async function carryOutOther(step: Step, attempt: Attempt): Promise<StepStatus> {
  const manifest = objectOf(await attempt.manifestOf(step), step);
  const kind = await servedKind(manifest, attempt);
  const object = await preparedObject(manifest, step, kind, attempt);
  const name = object.metadata.name ?? '';
  const { onWarning } = attempt;
  const client = attempt.scoped.resource(kind, object.metadata.namespace);
  try {
    await client.create(object, { onWarning });
    return 'Created';
  } catch (error) {
    if (!isFailure(error, 'AlreadyExists')) throw wrapped(`error creating unstructured object ${name}`, error);
  }
  const present = await client.get(name).catch((error: unknown) => {
    throw wrapped(`error getting unstructured object ${name}`, error);
  });
  const resourceVersion = present?.metadata.resourceVersion;
  const metadata = { ...object.metadata, ...(resourceVersion === undefined ? {} : { resourceVersion }) };
  await client.replace({ ...object, metadata }, { onWarning }).catch((error: unknown) => {
    throw wrapped(`error updating unstructured object ${name}`, error);
  });
  return 'Present';
}

async function servedKind({ apiVersion, kind }: KubernetesObject, { cluster }: Attempt): Promise<DiscoveredResource> {
  const found = await cluster.find(apiVersion, kind);
  if (found !== undefined) return found;
  const { group, version } = parseApiVersion(apiVersion);
  const served = (await cluster.resources()).some((one) => one.group === group && one.version === version);
  if (served) throw new Failure('Invalid', `Unable to find GVK in discovery: ${group} ${version} ${kind}`);
  throw new Failure('NotFound', 'the server could not find the requested resource');
}

async function preparedObject(
  manifest: KubernetesObject,
  step: Step,
  { scope }: DiscoveredResource,
  { readCsv, namespace }: Attempt,
): Promise<KubernetesObject> {
  const { labels, namespace: _, ...metadata } = manifest.metadata;
  const managed = { ...labels, [olmLabels.managed]: 'true' };
  if (scope === 'Cluster') {
    const owner = step.resolving === '' ? {} : ownerLabels(step.resolving, namespace);
    return { ...manifest, metadata: { ...metadata, labels: { ...managed, ...owner } } };
  }
  const object = { ...manifest, metadata: { ...metadata, namespace, labels: managed } };
  if (step.resolving === '') return object;
  return await withOwnerUids(ownedByCsv(object, step.resolving), readCsv).catch((error: unknown) => {
    throw wrapped(`error generating ownerrefs for unstructured object: ${metadata.name}`, error);
  });
}

function ownerLabels(csvName: string, namespace: string): Record<string, string> {
  return {
    [olmLabels.owner]: csvName,
    [olmLabels.ownerNamespace]: namespace,
    [olmLabels.ownerKind]: 'ClusterServiceVersion',
  };
}

/** Copies a Secret of the catalogue namespace: one that an image is pulled with. */
export async function copySecret({ resource: { name } }: Step, attempt: Attempt): Promise<StepStatus> {
  const { scoped, catalogNamespace, namespace, onWarning } = attempt;
  const original = await scoped.resource(Secret, catalogNamespace).get(name);
  if (original === undefined)
    throw new Failure('Invalid', `secret ${name} does not exist - secrets ${JSON.stringify(name)} not found`);
  const { data, type } = original;
  const copy: Secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace, labels: { [olmLabels.managed]: 'true' } },
    ...(data === undefined ? {} : { data }),
    ...(type === undefined ? {} : { type }),
  };
  try {
    await scoped.resource(Secret, namespace).create(copy, { onWarning });
    return 'Created';
  } catch (error) {
    if (isFailure(error, 'AlreadyExists')) return 'Present';
    const message = error instanceof Error ? error.message : String(error);
    throw new Failure('Invalid', `error creating secret ${name} - ${message}`, { cause: error });
  }
}
