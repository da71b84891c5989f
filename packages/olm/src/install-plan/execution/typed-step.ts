import {
  ClusterServiceVersion,
  csvCleanupFinalizer,
  olmAnnotations,
  olmLabels,
  type ServiceAccount,
  type Step,
  type StepStatus,
} from '@violet/api';
import { Failure, formatApiVersion, isFailure, jsonEqual, type KubernetesObject, type Stored } from '@violet/machinery';
import { componentLabelsFrom } from '../../operator/component-label.ts';
import { csvKind } from '../../ownership/owner.ts';
import { type Attempt, objectOf, wrapped } from './attempt.ts';
import { competingOwners } from './competing-owners.ts';
import { mergedOwners, ownedByCsv, withOwnerUids } from './owners.ts';
import type { StepKind } from './step-kinds.ts';

/** Creates what a step of a known kind asks for, or brings what is there to that form. */
export async function carryOutTyped(step: Step, kind: StepKind, attempt: Attempt): Promise<StepStatus> {
  const object = await preparedObject(step, kind, attempt);
  const name = object.metadata.name ?? '';
  const { onWarning, scoped } = attempt;
  const client = scoped.resource(kind.definition, object.metadata.namespace);
  try {
    const created = await client.create(object, { onWarning });
    if (kind.definition === ClusterServiceVersion) attempt.csvIsMade(created as Stored<ClusterServiceVersion>);
    return 'Created';
  } catch (error) {
    if (!isFailure(error, 'AlreadyExists')) throw wrapped(`${kind.words.creating} ${name}`, error);
  }
  if (kind.existing === 'stays') return 'Present';
  try {
    const next = await replacementOf(object, step, kind, attempt);
    if (next !== undefined) await client.replace(next, { onWarning });
  } catch (error) {
    throw wrapped(`${kind.words.updating} ${name}`, error);
  }
  return 'Present';
}

async function preparedObject(step: Step, kind: StepKind, attempt: Attempt): Promise<KubernetesObject> {
  const { group, version, kind: kindName, scope } = kind.definition;
  const manifest = objectOf(await attempt.manifestOf(step), step);
  const { labels, namespace: _, ...metadata } = manifest.metadata;
  const object: KubernetesObject = {
    ...manifest,
    apiVersion: formatApiVersion(group, version),
    kind: kindName,
    metadata: {
      ...metadata,
      ...(scope === 'Cluster' ? {} : { namespace: attempt.namespace }),
      labels: { ...labels, [olmLabels.managed]: 'true' },
    },
  };
  if (kindName === 'ClusterServiceVersion') {
    refuseCompetitor(object as ClusterServiceVersion, attempt);
    return begun(object, attempt);
  }
  if (kindName === 'Subscription') return generatedBy(object, attempt);
  return await ownedObject(object, step, kind, attempt);
}

/** Only of CSVs that the plan did not announce: those it did, the resolver has looked at. */
function refuseCompetitor(csv: ClusterServiceVersion, { plan, csvs, namespace }: Attempt): void {
  if (plan.spec.clusterServiceVersionNames.includes(csv.metadata.name ?? '')) return;
  const problem = competingOwners(csv, csvs, namespace);
  if (problem !== undefined) throw new Failure('Conflict', problem);
}

/** With all that the CSV's own controllers would write first, each by a request of its own. */
function begun(csv: KubernetesObject, attempt: Attempt): KubernetesObject {
  const { labels, annotations, finalizers = [] } = csv.metadata;
  const more = attempt.metadataOfCsv(csv.metadata.name ?? '');
  const metadata = {
    ...csv.metadata,
    labels: { ...labels, ...more.labels },
    annotations: { ...annotations, ...more.annotations },
    finalizers: [...new Set([...finalizers, csvCleanupFinalizer])],
  };
  return { ...csv, metadata };
}

function generatedBy(object: KubernetesObject, { plan }: Attempt): KubernetesObject {
  const annotations = { ...object.metadata.annotations, [olmAnnotations.generatedBy]: plan.metadata.name };
  return { ...object, metadata: { ...object.metadata, annotations } };
}

async function ownedObject(
  object: KubernetesObject,
  step: Step,
  { owners, words }: StepKind,
  attempt: Attempt,
): Promise<KubernetesObject> {
  if (owners === 'none') return object;
  const withOwner = owners === 'of the step' && step.resolving !== '' ? ownedByCsv(object, step.resolving) : object;
  try {
    return await withComponentLabels(await withOwnerUids(withOwner, attempt.readCsv), attempt);
  } catch (error) {
    throw wrapped(`${words.owners} ${object.metadata.name}`, error);
  }
}

/** What belongs to CSVs is a component of the same operators. */
async function withComponentLabels(object: KubernetesObject, { readCsv }: Attempt): Promise<KubernetesObject> {
  const { labels, ownerReferences = [] } = object.metadata;
  const csvs = await Promise.all(
    ownerReferences.filter(({ kind }) => kind === csvKind).map(({ name }) => readCsv(name)),
  );
  const more = csvs.map((csv) => (csv === undefined ? {} : componentLabelsFrom(csv)));
  return { ...object, metadata: { ...object.metadata, labels: Object.assign({ ...labels }, ...more) } };
}

/** Undefined where nothing would change. */
async function replacementOf(
  object: KubernetesObject,
  step: Step,
  { existing, definition }: StepKind,
  attempt: Attempt,
): Promise<KubernetesObject | undefined> {
  if (existing === 'is replaced and labelled') {
    const labels = { ...object.metadata.labels, [olmLabels.owner]: step.resolving };
    return { ...object, metadata: { ...object.metadata, labels } };
  }
  if (existing !== 'is merged') return object;
  const client = attempt.scoped.resource(definition, object.metadata.namespace);
  const present = await client.get(object.metadata.name ?? '');
  return present === undefined ? object : mergedAccount(object as ServiceAccount, present as ServiceAccount);
}

/** Accounts outlive CSVs: tokens, owners and annotations that others gave them stay. */
function mergedAccount(next: ServiceAccount, present: ServiceAccount): ServiceAccount | undefined {
  const merged: ServiceAccount = {
    ...next,
    ...(present['secrets'] === undefined ? {} : { secrets: present['secrets'] }),
    metadata: {
      ...next.metadata,
      ownerReferences: mergedOwners(present.metadata.ownerReferences, next.metadata.ownerReferences),
      annotations: { ...present.metadata.annotations, ...next.metadata.annotations },
    },
  };
  return isDerived(merged, present) ? undefined : merged;
}

/** Whether everything that `next` says holds of `present`; empty says nothing. */
function isDerived(next: unknown, present: unknown): boolean {
  if (typeof next !== 'object' || next === null) return next === undefined || jsonEqual(next, present);
  if (Array.isArray(next)) return next.length === 0 || jsonEqual(next, present);
  if (typeof present !== 'object' || present === null) return Object.keys(next).length === 0;
  return Object.entries(next).every(([key, value]) => isDerived(value, (present as Record<string, unknown>)[key]));
}
