import { type Controller, defineController, keyOf, watch } from '@violet/controller';
import { claim } from '../claim.ts';
import type { BuiltinContext } from '../context.ts';
import { forgetRevisions, hashOf, REVISION_LABEL, syncRevision } from '../history/revisions.ts';
import { Node } from '../kinds/core.ts';
import { Pod } from '../kinds/pod.ts';
import { ControllerRevision, DaemonSet } from '../kinds/workloads.ts';
import { keysOfController } from '../ownership.ts';
import { podDeeds } from '../pods/deeds.ts';
import { daemonSetSteps, type World } from './reconcile.ts';

export function daemonSetController({ events }: BuiltinContext): Controller {
  return defineController<DaemonSet, World>({
    name: 'daemonset',
    scope: 'member',
    kind: DaemonSet,
    watches: [
      watch({ kind: Pod, keys: keysOfController(DaemonSet) }),
      watch({ kind: ControllerRevision, keys: keysOfController(DaemonSet) }),
      watch({ kind: Node, keys: (_node, _cluster, reader) => reader.list(DaemonSet).map(keyOf) }),
    ],
    async observe(owner, reader) {
      const { selector, template, revisionHistoryLimit = 10 } = owner.spec;
      await claim({ reader, ownerKind: DaemonSet, owner, selector, kind: Pod });
      const history = { reader, ownerKind: DaemonSet, owner, template };
      const hash = hashOf(await syncRevision(history));
      const pods = () => reader.ownedBy(Pod, owner.metadata.uid);
      return {
        nodes: reader.list(Node),
        hash,
        pods,
        forgetHistory() {
          const hashes = [hash, ...pods().map(({ metadata }) => metadata.labels?.[REVISION_LABEL])];
          return forgetRevisions(
            history,
            new Set(hashes.map((used) => `${owner.metadata.name}-${used}`)),
            revisionHistoryLimit,
          );
        },
        ...podDeeds({ reader, events, owner, source: 'daemonset-controller' }),
      };
    },
    steps: daemonSetSteps,
  });
}
