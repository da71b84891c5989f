import { type Controller, defineController, watch } from '@violet/controller';
import { claim } from '../claim.ts';
import type { BuiltinContext } from '../context.ts';
import { Job } from '../kinds/batch.ts';
import { Pod } from '../kinds/pod.ts';
import { keysOfController } from '../ownership.ts';
import { podDeeds } from '../pods/deeds.ts';
import { jobSteps, type World } from './reconcile.ts';

export function jobController({ events }: BuiltinContext): Controller {
  return defineController<Job, World>({
    name: 'job',
    scope: 'member',
    kind: Job,
    watches: [watch({ kind: Pod, keys: keysOfController(Job) })],
    async observe(owner, reader) {
      const { name, namespace, uid } = owner.metadata;
      const source = 'job-controller';
      await claim({ reader, ownerKind: Job, owner, selector: owner.spec.selector, kind: Pod });
      return {
        pods: () => reader.ownedBy(Pod, uid),
        say: (type, reason, message) => events.record(owner, { type, reason, message, source }),
        async expire() {
          await reader.client
            .resource(Job, namespace)
            .delete(name, { propagationPolicy: 'Background', preconditions: { uid } });
        },
        ...podDeeds({ reader, events, owner, source }),
      };
    },
    steps: jobSteps,
  });
}
