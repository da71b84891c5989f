import { again, done, type Step } from '@violet/controller';
import { cloneJson, type Stored } from '@violet/machinery';
import { isJobFinished } from '../job/reconcile.ts';
import { CronJob, type Job } from '../kinds/batch.ts';
import { controllerReference } from '../ownership.ts';
import { timestamp } from '../time.ts';
import { nextTime, parseSchedule } from './schedule.ts';

export interface World {
  jobs(): Stored<Job>[];
  create(job: Job): Promise<void>;
  remove(jobs: readonly Stored<Job>[]): Promise<void>;
  say(type: 'Normal' | 'Warning', reason: string, message: string): void;
}

type CronJobStep = Step<CronJob, World>;

/** More missed times than this are not made up for: somebody set a clock. */
const MOST_MISSED = 100;

const report: CronJobStep = (cronJob, world) => {
  const active = world.jobs().filter((job) => !isJobFinished(job));
  const completed = world
    .jobs()
    .flatMap(({ status }) => status?.completionTime ?? [])
    .sort()
    .at(-1);
  const { active: _, ...status } = cronJob.status ?? {};
  cronJob.status = {
    ...status,
    ...(active.length === 0 ? {} : { active: active.map(referenceTo) }),
    ...(completed === undefined ? {} : { lastSuccessfulTime: completed }),
  };
};

const forgetHistory: CronJobStep = async ({ spec }, world) => {
  const ended = (type: string) =>
    world
      .jobs()
      .filter(({ status }) =>
        status?.conditions?.some((condition) => condition.type === type && condition.status === 'True'),
      )
      .sort((left, right) => ((left.status?.startTime ?? '') < (right.status?.startTime ?? '') ? 1 : -1));
  const { successfulJobsHistoryLimit = 3, failedJobsHistoryLimit = 1 } = spec;
  await world.remove([
    ...ended('Complete').slice(successfulJobsHistoryLimit),
    ...ended('Failed').slice(failedJobsHistoryLimit),
  ]);
};

const startJob: CronJobStep = async (cronJob, world, { now }) => {
  const { concurrencyPolicy, suspend } = cronJob.spec;
  if (suspend === true) return done;
  const { due, next } = dueTimes(cronJob, now());
  const comeBack = () => (next === undefined ? done : again(Math.max(1, next.getTime() - now().getTime())));
  if (due === undefined) return comeBack();
  const active = world.jobs().filter((job) => !isJobFinished(job));
  if (active.length > 0 && concurrencyPolicy === 'Forbid') {
    world.say(
      'Normal',
      'JobAlreadyActive',
      'Not starting job because prior execution is running and concurrency policy is Forbid',
    );
    return comeBack();
  }
  if (concurrencyPolicy === 'Replace') await world.remove(active);
  const job = jobFor(cronJob, due);
  if (!world.jobs().some(({ metadata }) => metadata.name === job.metadata.name)) await world.create(job);
  cronJob.status = {
    ...cronJob.status,
    lastScheduleTime: timestamp(due),
    active: world
      .jobs()
      .filter((one) => !isJobFinished(one))
      .map(referenceTo),
  };
  return comeBack();
};

export const cronJobSteps: readonly CronJobStep[] = [report, forgetHistory, startJob];

/** The last time that has come since the last run, and the next that will. */
export function dueTimes(
  { spec, status, metadata }: CronJob,
  now: Date,
): { due: Date | undefined; next: Date | undefined } {
  const schedule = parseSchedule(spec.schedule);
  const since = Date.parse(status?.lastScheduleTime ?? metadata.creationTimestamp ?? timestamp(now));
  const deadline =
    spec.startingDeadlineSeconds === undefined ? since : now.getTime() - spec.startingDeadlineSeconds * 1000;
  let due: Date | undefined;
  let time = nextTime(schedule, new Date(Math.max(since, deadline)), spec.timeZone);
  for (let missed = 0; time !== undefined && time <= now; missed++) {
    due = time;
    time = nextTime(schedule, missed > MOST_MISSED ? now : time, spec.timeZone);
  }
  return { due, next: time };
}

function jobFor(cronJob: Stored<CronJob>, due: Date): Job {
  const { name, namespace } = cronJob.metadata;
  const { metadata = {}, spec } = cloneJson(cronJob.spec.jobTemplate);
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      // One name for each time: a run that is tried again makes no second job.
      name: `${name}-${Math.floor(due.getTime() / 60_000)}`,
      ...(namespace === undefined ? {} : { namespace }),
      ...(metadata.labels === undefined ? {} : { labels: metadata.labels }),
      annotations: { ...metadata.annotations, 'batch.kubernetes.io/cronjob-scheduled-timestamp': timestamp(due) },
      ownerReferences: [controllerReference(CronJob, cronJob)],
    },
    spec,
  };
}

function referenceTo({ metadata: { name, namespace, uid, resourceVersion } }: Stored<Job>) {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    name,
    ...(namespace === undefined ? {} : { namespace }),
    uid,
    resourceVersion,
  };
}
