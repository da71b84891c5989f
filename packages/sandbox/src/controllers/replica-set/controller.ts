import { type Controller, defineController, watch } from '@violet/controller';
import { claim } from '../claim.ts';
import type { BuiltinContext } from '../context.ts';
import { Pod } from '../kinds/pod.ts';
import { ReplicaSet } from '../kinds/workloads.ts';
import { keysOfController } from '../ownership.ts';
import { podDeeds } from '../pods/deeds.ts';
import { replicaSetSteps, type World } from './reconcile.ts';

export function replicaSetController({ events }: BuiltinContext): Controller {
  return defineController<ReplicaSet, World>({
    name: 'replicaset',
    scope: 'member',
    kind: ReplicaSet,
    watches: [watch({ kind: Pod, keys: keysOfController(ReplicaSet) })],
    async observe(owner, reader) {
      await claim({ reader, ownerKind: ReplicaSet, owner, selector: owner.spec.selector, kind: Pod });
      return {
        pods: () => reader.ownedBy(Pod, owner.metadata.uid),
        ...podDeeds({ reader, events, owner, source: 'replicaset-controller' }),
      };
    },
    steps: replicaSetSteps,
  });
}
