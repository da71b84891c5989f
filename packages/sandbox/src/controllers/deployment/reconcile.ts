import { again, done, type Step } from '@violet/controller';
import { cloneJson, isFailure, type Stored } from '@violet/machinery';
import type { Pod } from '../kinds/pod.ts';
import { Deployment, type ReplicaSet } from '../kinds/workloads.ts';
import { controllerReference } from '../ownership.ts';
import { isFinished } from '../pods/state.ts';
import { templateHash } from '../template-hash.ts';
import { rolloutBudget } from './budget.ts';
import { scaleInProportion } from './proportional.ts';
import {
  annotationsFor,
  HASH_LABEL,
  isScaling,
  newReplicaSet,
  REVISION,
  REVISION_HISTORY,
  revisionOf,
} from './replica-sets.ts';
import { newReplicas, type Scaling, scaleNew, scaleOld } from './rolling-update.ts';
import { deploymentStatus, isComplete, type StatusInput } from './status.ts';

/** What a Deployment needs to know and to do; what it did is in the cache when a deed resolves. */
export interface World {
  replicaSets(): Stored<ReplicaSet>[];
  podsOf(replicaSet: Stored<ReplicaSet>): Stored<Pod>[];
  create(replicaSet: ReplicaSet): Promise<void>;
  scale(scaling: Scaling, annotations: Record<string, string>): Promise<void>;
  annotate(replicaSet: Stored<ReplicaSet>, annotations: Record<string, string>): Promise<void>;
  /** Written through the status, as upstream does, so that the generation stays. */
  setRevision(revision: string): Promise<void>;
  remove(replicaSet: Stored<ReplicaSet>): Promise<void>;
  event?: StatusInput['event'];
  problem?: unknown;
}

type DeploymentStep = Step<Deployment, World>;

const makeNewReplicaSet: DeploymentStep = async (deployment, world) => {
  const all = world.replicaSets();
  const recreating = deployment.spec.strategy?.type === 'Recreate' && oldStillRuns(deployment, world);
  if (deployment.spec.paused === true || recreating || newReplicaSet(deployment, all) !== undefined) return;
  const fresh = replicaSetFor(deployment, all);
  try {
    await world.create(fresh);
    world.event = { reason: 'NewReplicaSetCreated', message: `Created new replica set "${fresh.metadata.name}"` };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    world.event = {
      reason: 'ReplicaSetCreateError',
      message: `Failed to create new replica set "${fresh.metadata.name}": ${message}`,
    };
    world.problem = error;
    if (isFailure(error, 'AlreadyExists')) {
      deployment.status = { ...deployment.status, collisionCount: (deployment.status?.collisionCount ?? 0) + 1 };
    }
  }
};

/** The new ReplicaSet has the highest revision, also when it is an old one that came back, and the Deployment the same. */
const syncRevision: DeploymentStep = async (deployment, world) => {
  const all = world.replicaSets();
  const fresh = newReplicaSet(deployment, all);
  if (fresh === undefined) return;
  const newest = Math.max(0, ...all.filter((replicaSet) => replicaSet !== fresh).map(revisionOf)) + 1;
  const revision = Math.max(newest, revisionOf(fresh));
  const wanted: Record<string, string> = {
    ...annotationsFor(deployment, rolloutBudget(deployment).maxSurge),
    [REVISION]: String(revision),
  };
  const { [REVISION]: previous, [REVISION_HISTORY]: history } = fresh.metadata.annotations ?? {};
  if (previous !== undefined && previous !== String(revision)) {
    wanted[REVISION_HISTORY] = [history, previous].filter((part) => part !== undefined).join(',');
  }
  const scalingNumbers = isScaling(deployment, all);
  if (!scalingNumbers && !hasAll(fresh.metadata.annotations, wanted)) await world.annotate(fresh, wanted);
  if (deployment.metadata.annotations?.[REVISION] === String(revision)) return;
  await world.setRevision(String(revision));
  // The object in hand is an older one now; its own change brings the next run.
  return done;
};

const scaleReplicaSets: DeploymentStep = async (deployment, world) => {
  const all = world.replicaSets();
  const budget = rolloutBudget(deployment);
  for (const scaling of plan(deployment, world, all)) {
    await world.scale(scaling, annotationsFor(deployment, budget.maxSurge));
  }
};

const report: DeploymentStep = (deployment, world, { now }) => {
  const all = world.replicaSets();
  const fresh = newReplicaSet(deployment, all);
  const old = all.filter((replicaSet) => replicaSet !== fresh);
  const event = world.event === undefined ? {} : { event: world.event };
  deployment.status = deploymentStatus({ deployment, fresh, old, ...event, now: now() });
};

const forgetHistory: DeploymentStep = async (deployment, world) => {
  const all = world.replicaSets();
  const status = deployment.status;
  if (status === undefined || deployment.spec.paused === true || !isComplete(deployment, status)) return;
  const fresh = newReplicaSet(deployment, all);
  const idle = all.filter(
    (replicaSet) => replicaSet !== fresh && replicaSet.spec.replicas === 0 && (replicaSet.status?.replicas ?? 0) === 0,
  );
  const tooMany = idle.length - (deployment.spec.revisionHistoryLimit ?? 10);
  if (tooMany <= 0) return;
  const byRevision = idle.sort((left, right) => revisionOf(left) - revisionOf(right));
  for (const replicaSet of byRevision.slice(0, tooMany)) await world.remove(replicaSet);
};

const comeBack: DeploymentStep = (deployment, { problem }) => {
  if (problem !== undefined) throw problem;
  const condition = deployment.status?.conditions?.find(({ type }) => type === 'Progressing');
  const waiting = condition?.status === 'True' && condition.reason !== 'NewReplicaSetAvailable';
  return waiting ? again((deployment.spec.progressDeadlineSeconds ?? 600) * 1000 + 1000) : undefined;
};

export const deploymentSteps: readonly DeploymentStep[] = [
  makeNewReplicaSet,
  syncRevision,
  scaleReplicaSets,
  report,
  forgetHistory,
  comeBack,
];

function plan(deployment: Stored<Deployment>, world: World, all: Stored<ReplicaSet>[]): Scaling[] {
  const budget = rolloutBudget(deployment);
  const fresh = newReplicaSet(deployment, all);
  const old = all.filter((replicaSet) => replicaSet !== fresh);
  if (deployment.spec.paused === true || isScaling(deployment, all)) {
    return scaleInProportion(deployment, fresh, old, budget.maxSurge);
  }
  if (deployment.spec.strategy?.type === 'Recreate') {
    const busy = old.filter(({ spec }) => (spec.replicas ?? 0) > 0);
    if (busy.length > 0) return busy.map((replicaSet) => ({ replicaSet, replicas: 0 }));
    return fresh === undefined || oldStillRuns(deployment, world) ? [] : scaleNew(deployment, fresh, all, budget);
  }
  if (fresh === undefined) return [];
  const up = scaleNew(deployment, fresh, all, budget);
  return up.length > 0 ? up : scaleOld(deployment, fresh, old, budget);
}

/** Recreate waits for the last pod of an older template. */
function oldStillRuns(deployment: Deployment, world: World): boolean {
  const all = world.replicaSets();
  const fresh = newReplicaSet(deployment, all);
  const old = all.filter((replicaSet) => replicaSet !== fresh);
  return old.some(
    (replicaSet) => (replicaSet.spec.replicas ?? 0) > 0 || world.podsOf(replicaSet).some((pod) => !isFinished(pod)),
  );
}

function replicaSetFor(deployment: Stored<Deployment>, all: readonly ReplicaSet[]): ReplicaSet {
  const { name, namespace } = deployment.metadata;
  const template = cloneJson(deployment.spec.template);
  const hash = templateHash(template, deployment.status?.collisionCount);
  template.metadata = { ...template.metadata, labels: { ...template.metadata?.labels, [HASH_LABEL]: hash } };
  const { selector, minReadySeconds } = deployment.spec;
  const budget = rolloutBudget(deployment);
  const revision = Math.max(0, ...all.map(revisionOf)) + 1;
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${name}-${hash}`,
      ...(namespace === undefined ? {} : { namespace }),
      labels: template.metadata.labels ?? {},
      annotations: { ...annotationsFor(deployment, budget.maxSurge), [REVISION]: String(revision) },
      ownerReferences: [controllerReference(Deployment, deployment)],
    },
    spec: {
      replicas: newReplicas(deployment, 0, all, budget),
      ...(minReadySeconds === undefined ? {} : { minReadySeconds }),
      selector: { ...selector, matchLabels: { ...selector.matchLabels, [HASH_LABEL]: hash } },
      template,
    },
  };
}

function hasAll(annotations: Record<string, string> | undefined, wanted: Record<string, string>): boolean {
  return Object.entries(wanted).every(([key, value]) => annotations?.[key] === value);
}
