import { type Controller, defineController, watch } from '@violet/controller';
import type { BuiltinContext } from '../context.ts';
import { CronJob, Job } from '../kinds/batch.ts';
import { keysOfController } from '../ownership.ts';
import { cronJobSteps, type World } from './reconcile.ts';

export function cronJobController({ events }: BuiltinContext): Controller {
  return defineController<CronJob, World>({
    name: 'cronjob',
    scope: 'member',
    kind: CronJob,
    watches: [watch({ kind: Job, keys: keysOfController(CronJob) })],
    observe(owner, reader) {
      const { uid, namespace } = owner.metadata;
      const jobs = reader.client.resource(Job, namespace);
      const say: World['say'] = (type, reason, message) =>
        events.record(owner, { type, reason, message, source: 'cronjob-controller' });
      return {
        jobs: () => reader.ownedBy(Job, uid),
        say,
        async create(job) {
          const created = await jobs.create(job);
          say('Normal', 'SuccessfulCreate', `Created job ${created.metadata.name}`);
          await reader.whenSeen(Job, created);
        },
        async remove(unwanted) {
          for (const job of unwanted) {
            const left = await jobs.delete(job.metadata.name, {
              propagationPolicy: 'Background',
              preconditions: { uid: job.metadata.uid },
            });
            say('Normal', 'SuccessfulDelete', `Deleted job ${job.metadata.name}`);
            await (left === undefined ? reader.whenGone(Job, job) : reader.whenSeen(Job, left));
          }
        },
      };
    },
    steps: cronJobSteps,
  });
}
