import type { EventRecorder } from '@violet/controller';
import { type Controller, defineController, type Reader, watch } from '@violet/controller';
import { isFailure, type Stored } from '@violet/machinery';
import { claim } from '../claim.ts';
import type { BuiltinContext } from '../context.ts';
import { forgetRevisions, syncRevision } from '../history/revisions.ts';
import { Pod } from '../kinds/pod.ts';
import { PersistentVolumeClaim } from '../kinds/storage.ts';
import { ControllerRevision, StatefulSet } from '../kinds/workloads.ts';
import { keysOfController } from '../ownership.ts';
import { podDeeds } from '../pods/deeds.ts';
import { revisionOfPod } from './identity.ts';
import { statefulSetSteps, type World } from './reconcile.ts';

export function statefulSetController({ events }: BuiltinContext): Controller {
  return defineController<StatefulSet, World>({
    name: 'statefulset',
    scope: 'member',
    kind: StatefulSet,
    watches: [
      watch({ kind: Pod, keys: keysOfController(StatefulSet) }),
      watch({ kind: ControllerRevision, keys: keysOfController(StatefulSet) }),
      watch({ kind: PersistentVolumeClaim, keys: () => [] }),
    ],
    observe: (set, reader) => worldOf(set, reader, events),
    steps: statefulSetSteps,
  });
}

async function worldOf(owner: Stored<StatefulSet>, reader: Reader, events: EventRecorder): Promise<World> {
  const { selector, template, revisionHistoryLimit = 10 } = owner.spec;
  const { name, namespace, uid } = owner.metadata;
  await claim({ reader, ownerKind: StatefulSet, owner, selector, kind: Pod });
  const history = { reader, ownerKind: StatefulSet, owner, template };
  const updateRevision = await syncRevision(history);
  const current = owner.status?.currentRevision;
  const known = current === undefined ? undefined : reader.get(ControllerRevision, current, namespace);
  const pods = () => reader.ownedBy(Pod, uid);
  return {
    pods,
    updateRevision,
    currentRevision: known ?? updateRevision,
    async ensureClaim(wanted) {
      const claimed = wanted.metadata.name ?? '';
      if (reader.get(PersistentVolumeClaim, claimed, namespace) !== undefined) return;
      try {
        await reader.client.resource(PersistentVolumeClaim, namespace).create(wanted);
      } catch (error) {
        if (!isFailure(error, 'AlreadyExists')) throw error;
        return;
      }
      const message = `create Claim ${claimed} in StatefulSet ${name} success`;
      events.record(owner, { reason: 'SuccessfulCreate', message, source: 'statefulset-controller' });
    },
    forgetHistory() {
      const inUse = new Set([
        updateRevision.metadata.name,
        ...(current === undefined ? [] : [current]),
        ...pods().map(revisionOfPod),
      ]);
      return forgetRevisions(history, inUse, revisionHistoryLimit);
    },
    ...podDeeds({
      reader,
      events,
      owner,
      source: 'statefulset-controller',
      says: (deed, pod) => `${deed} Pod ${pod} in StatefulSet ${name} successful`,
    }),
  };
}
