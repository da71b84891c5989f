import type { EventRecorder } from '@violet/controller';
import { type Controller, defineController, type Key, type Reader, watch } from '@violet/controller';
import type { Stored } from '@violet/machinery';
import { claim } from '../claim.ts';
import type { BuiltinContext } from '../context.ts';
import { Pod } from '../kinds/pod.ts';
import { Deployment, ReplicaSet } from '../kinds/workloads.ts';
import { keysOfController } from '../ownership.ts';
import { deploymentSteps, type World } from './reconcile.ts';
import { REVISION } from './replica-sets.ts';

export function deploymentController({ events }: BuiltinContext): Controller {
  return defineController<Deployment, World>({
    name: 'deployment',
    scope: 'member',
    kind: Deployment,
    watches: [
      watch({ kind: ReplicaSet, keys: keysOfController(Deployment) }),
      // Recreate waits for the last old pod: its end is no change of a ReplicaSet.
      watch({ kind: Pod, keys: (pod, _cluster, reader) => deploymentOf(pod, reader) }),
    ],
    async observe(owner, reader) {
      await claim({ reader, ownerKind: Deployment, owner, selector: owner.spec.selector, kind: ReplicaSet });
      return worldOf(owner, reader, events);
    },
    steps: deploymentSteps,
  });
}

function deploymentOf(pod: Pod, reader: Reader): Key[] {
  const owner = pod.metadata.ownerReferences?.find(
    ({ kind, controller }) => kind === 'ReplicaSet' && controller === true,
  );
  const replicaSet = owner === undefined ? undefined : reader.get(ReplicaSet, owner.name, pod.metadata.namespace);
  const keys = replicaSet === undefined ? [] : keysOfController(Deployment)(replicaSet);
  return keys.filter(
    ({ name, namespace }) => reader.get(Deployment, name, namespace)?.spec.strategy?.type === 'Recreate',
  );
}

function worldOf(owner: Stored<Deployment>, reader: Reader, events: EventRecorder): World {
  const { name, namespace, uid, resourceVersion } = owner.metadata;
  const replicaSets = reader.client.resource(ReplicaSet, namespace);
  const say = (reason: string, message: string) =>
    events.record(owner, { reason, message, source: 'deployment-controller' });
  return {
    replicaSets: () => reader.ownedBy(ReplicaSet, uid),
    podsOf: (replicaSet) => reader.ownedBy(Pod, replicaSet.metadata.uid),
    async create(replicaSet) {
      const created = await replicaSets.create(replicaSet);
      say('ScalingReplicaSet', `Scaled up replica set ${created.metadata.name} from 0 to ${created.spec.replicas}`);
      await reader.whenSeen(ReplicaSet, created);
    },
    async scale({ replicaSet, replicas }, annotations) {
      const { metadata, spec } = replicaSet;
      const body = { metadata: { resourceVersion: metadata.resourceVersion, annotations }, spec: { replicas } };
      const written = await replicaSets.patch(metadata.name, { type: 'merge', body });
      const direction = replicas > (spec.replicas ?? 0) ? 'up' : 'down';
      say(
        'ScalingReplicaSet',
        `Scaled ${direction} replica set ${metadata.name} from ${spec.replicas ?? 0} to ${replicas}`,
      );
      await reader.whenSeen(ReplicaSet, written);
    },
    async annotate({ metadata }, annotations) {
      const body = { metadata: { resourceVersion: metadata.resourceVersion, annotations } };
      await reader.whenSeen(ReplicaSet, await replicaSets.patch(metadata.name, { type: 'merge', body }));
    },
    async setRevision(revision) {
      const body = { metadata: { resourceVersion, annotations: { [REVISION]: revision } } };
      const deployments = reader.client.resource(Deployment, namespace);
      await reader.whenSeen(Deployment, await deployments.patchStatus(name, { type: 'merge', body }));
    },
    async remove(replicaSet) {
      await replicaSets.delete(replicaSet.metadata.name, { preconditions: { uid: replicaSet.metadata.uid } });
      await reader.whenGone(ReplicaSet, replicaSet);
    },
  };
}
