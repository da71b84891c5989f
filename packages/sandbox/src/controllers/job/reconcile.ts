import { again, done, type Step } from '@violet/controller';
import { cloneJson, type Stored } from '@violet/machinery';
import { withCondition } from '../conditions.ts';
import { Job, type JobStatus } from '../kinds/batch.ts';
import type { Pod } from '../kinds/pod.ts';
import type { PodDeeds } from '../pods/deeds.ts';
import { podFromTemplate } from '../pods/from-template.ts';
import { isActive, isReady } from '../pods/state.ts';
import { millisecondsSince, timestamp } from '../time.ts';
import { INDEX, indexOf, missingIndexes, printIndexes } from './indexes.ts';
import { jobProgress, type Progress } from './progress.ts';

export interface World extends PodDeeds {
  pods(): Stored<Pod>[];
  say(type: 'Normal' | 'Warning', reason: string, message: string): void;
  /** Takes the job and its pods away. */
  expire(): Promise<void>;
}

type JobStep = Step<Job, World>;

const expire: JobStep = async (job, world, { now }) => {
  const finishedAt = finishTime(job);
  if (finishedAt === undefined) return;
  const { ttlSecondsAfterFinished: ttl } = job.spec;
  if (ttl === undefined) return done;
  const leftMs = ttl * 1000 - millisecondsSince(finishedAt, now());
  if (leftMs > 0) return again(leftMs);
  await world.expire();
  return done;
};

const start: JobStep = (job, _world, { now }) => {
  if (job.spec.suspend === true || job.status?.startTime !== undefined) return;
  job.status = { ...job.status, startTime: timestamp(now()) };
};

const movePods: JobStep = async (job, world, { now }) => {
  const progress = jobProgress(job, world.pods(), now());
  const { verdict, active } = progress;
  if (verdict.kind !== 'going-on') await world.remove(active);
  else if (verdict.missing < 0) await world.remove(active.slice(verdict.missing));
  else if (verdict.missing > 0 && verdict.waitMs === 0) await world.create(podsFor(job, progress, verdict.missing));
};

const report: JobStep = (job, world, { now }) => {
  const progress = jobProgress(job, world.pods(), now());
  const { verdict } = progress;
  job.status = statusOf(job, progress, now());
  if (verdict.kind === 'complete') world.say('Normal', 'Completed', 'Job completed');
  if (verdict.kind === 'failed') world.say('Warning', verdict.reason, verdict.message);
};

const comeBack: JobStep = (job, world, { now }) => {
  const { verdict } = jobProgress(job, world.pods(), now());
  if (verdict.kind === 'going-on' && verdict.waitMs > 0) return again(verdict.waitMs);
  const { activeDeadlineSeconds, ttlSecondsAfterFinished: ttl } = job.spec;
  if (verdict.kind === 'complete' || verdict.kind === 'failed') return ttl === undefined ? done : again(ttl * 1000);
  if (activeDeadlineSeconds === undefined) return done;
  return again(Math.max(100, activeDeadlineSeconds * 1000 - millisecondsSince(job.status?.startTime, now())));
};

export const jobSteps: readonly JobStep[] = [expire, start, movePods, report, comeBack];

export function isJobFinished({ status }: Job): boolean {
  return (
    status?.conditions?.some(
      ({ type, status: value }) => (type === 'Complete' || type === 'Failed') && value === 'True',
    ) ?? false
  );
}

function finishTime(job: Job): string | undefined {
  const condition = job.status?.conditions?.find(
    ({ type, status }) => (type === 'Complete' || type === 'Failed') && status === 'True',
  );
  return condition?.lastTransitionTime;
}

function statusOf(job: Job, { verdict, active, succeeded, failed, doneIndexes }: Progress, now: Date): JobStatus {
  const running = verdict.kind === 'going-on' ? active.filter(isActive) : [];
  const indexed = job.spec.completionMode === 'Indexed' && doneIndexes.length > 0;
  const status: JobStatus = {
    ...job.status,
    ready: running.filter(isReady).length,
    terminating: 0,
    uncountedTerminatedPods: {},
    ...(indexed ? { completedIndexes: printIndexes(doneIndexes) } : {}),
  };
  for (const [count, value] of Object.entries({ active: running.length, succeeded, failed })) {
    if (value > 0) Object.assign(status, { [count]: value });
    else delete status[count as 'active'];
  }
  return withVerdict(status, verdict, now);
}

function withVerdict(status: JobStatus, verdict: Progress['verdict'], now: Date): JobStatus {
  const at = timestamp(now);
  const add = (type: string, value: 'True' | 'False', reason: string, message: string) => {
    status.conditions = withCondition(
      status.conditions,
      { type, status: value, reason, message, lastProbeTime: at },
      now,
    );
  };
  if (verdict.kind === 'suspended') {
    add('Suspended', 'True', 'JobSuspended', 'Job suspended');
    delete status.startTime;
  } else if (status.conditions?.some(({ type, status: value }) => type === 'Suspended' && value === 'True')) {
    add('Suspended', 'False', 'JobResumed', 'Job resumed');
  }
  if (verdict.kind === 'complete') {
    status.completionTime = at;
    add('SuccessCriteriaMet', 'True', 'CompletionsReached', verdict.message);
    add('Complete', 'True', 'CompletionsReached', verdict.message);
  }
  if (verdict.kind === 'failed') {
    add('FailureTarget', 'True', verdict.reason, verdict.message);
    add('Failed', 'True', verdict.reason, verdict.message);
  }
  return status;
}

function podsFor(job: Stored<Job>, { active, doneIndexes }: Progress, count: number): Pod[] {
  const pod = podFromTemplate(Job, job, job.spec.template);
  if (job.spec.completionMode !== 'Indexed') return Array.from({ length: count }, () => pod);
  const taken = new Set([...doneIndexes, ...active.map(indexOf)]);
  return missingIndexes(job.spec.completions ?? 0, taken, count).map((index) => {
    const indexed = cloneJson(pod);
    indexed.metadata.generateName = `${job.metadata.name}-${index}-`;
    indexed.metadata.annotations = { ...indexed.metadata.annotations, [INDEX]: String(index) };
    indexed.metadata.labels = { ...indexed.metadata.labels, [INDEX]: String(index) };
    indexed.spec.hostname = `${job.metadata.name}-${index}`;
    return indexed;
  });
}
