import { type Controller, defineController, done, keyOf, type Reader, type Step, watch } from '@violet/controller';
import type { Stored } from '@violet/machinery';
import type { BuiltinContext } from '../context.ts';
import { Pod } from '../kinds/pod.ts';
import { PersistentVolume, PersistentVolumeClaim, StorageClass } from '../kinds/storage.ts';
import { isFinished } from '../pods/state.ts';
import { matchingVolume, provisionedVolume } from './binding.ts';

const PROTECTION = 'kubernetes.io/pvc-protection';
const PROVISIONER = 'simulated.sandbox.violet';

interface World {
  volume: Stored<PersistentVolume> | undefined;
  storageClass: StorageClass | undefined;
  inUse: boolean;
  provision(volume: PersistentVolume): Promise<void>;
  /** Ties both to each other. */
  bind(volume: Stored<PersistentVolume>): Promise<void>;
  unprotect(): Promise<void>;
  say(type: 'Normal' | 'Warning', reason: string, message: string): void;
}

type ClaimStep = Step<PersistentVolumeClaim, World>;

const findVolume: ClaimStep = async (claim, world) => {
  if (world.volume !== undefined) return;
  if (world.storageClass === undefined) {
    const wanted = claim.spec?.storageClassName ?? '';
    const reason =
      wanted === ''
        ? 'no persistent volumes available for this claim and no storage class is set'
        : `storageclass.storage.k8s.io "${wanted}" not found`;
    world.say(wanted === '' ? 'Normal' : 'Warning', wanted === '' ? 'FailedBinding' : 'ProvisioningFailed', reason);
    return done;
  }
  // The volume's own event brings the next run.
  await world.provision(provisionedVolume(claim, world.storageClass));
  return done;
};

const bindVolume: ClaimStep = async (claim, world) => {
  const { volume } = world;
  if (volume === undefined || (claim.spec?.volumeName ?? '') !== '') return;
  await world.bind(volume);
  return done;
};

const report: ClaimStep = (claim, { volume }) => {
  if (volume === undefined || claim.status?.phase === 'Bound') return;
  const { accessModes = [], capacity = {} } = volume.spec;
  claim.status = { ...claim.status, phase: 'Bound', accessModes, capacity };
};

const letGo: ClaimStep = async (claim, { inUse, unprotect }) => {
  if (!inUse && claim.metadata.finalizers?.includes(PROTECTION)) await unprotect();
};

/** Gives claims their simulated volumes, and keeps claims that pods use. */
export function claimController({ events }: BuiltinContext): Controller {
  return defineController<PersistentVolumeClaim, World>({
    name: 'volume-claim',
    scope: 'member',
    kind: PersistentVolumeClaim,
    watches: [
      watch({
        kind: PersistentVolume,
        keys: ({ spec: { claimRef } }) => (claimRef?.name === undefined ? [] : [keyOf({ metadata: claimRef })]),
      }),
      watch({ kind: StorageClass, keys: (_class, _cluster, reader) => reader.list(PersistentVolumeClaim).map(keyOf) }),
      watch({
        kind: Pod,
        keys: (pod) => claimNames(pod).map((name) => keyOf({ metadata: { ...pod.metadata, name } })),
      }),
    ],
    observe: (claim, reader) => ({
      ...worldOf(claim, reader),
      say: (type, reason, message) =>
        events.record(claim, { type, reason, message, source: 'persistentvolume-controller' }),
    }),
    steps: [findVolume, bindVolume, report],
    finalize: [letGo],
  });
}

function claimNames(pod: Pod): string[] {
  return (pod.spec.volumes ?? []).flatMap(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? []);
}

function worldOf(claim: Stored<PersistentVolumeClaim>, reader: Reader): Omit<World, 'say'> {
  const { name, namespace = '', uid, resourceVersion } = claim.metadata;
  const bound = claim.spec?.volumeName ?? '';
  const volumes = reader.client.resource(PersistentVolume);
  const claims = reader.client.resource(PersistentVolumeClaim, namespace);
  return {
    volume: bound === '' ? matchingVolume(claim, reader.list(PersistentVolume)) : reader.get(PersistentVolume, bound),
    storageClass: reader.get(StorageClass, claim.spec?.storageClassName ?? ''),
    inUse: reader.list(Pod, namespace).some((pod) => !isFinished(pod) && claimNames(pod).includes(name)),
    async provision(volume) {
      await reader.whenSeen(PersistentVolume, await volumes.create(volume));
    },
    async bind(volume) {
      const claimRef = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name, uid };
      await volumes.patch(volume.metadata.name, { type: 'merge', body: { spec: { claimRef } } });
      const body = { metadata: { resourceVersion }, spec: { volumeName: volume.metadata.name } };
      await reader.whenSeen(PersistentVolumeClaim, await claims.patch(name, { type: 'merge', body }));
    },
    async unprotect() {
      const finalizers = (claim.metadata.finalizers ?? []).filter((finalizer) => finalizer !== PROTECTION);
      await claims.patch(name, { type: 'merge', body: { metadata: { resourceVersion, finalizers } } });
    },
  };
}

/** The class that claims get which name none. */
export const defaultStorageClass: StorageClass = {
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name: 'simulated', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
  provisioner: PROVISIONER,
  reclaimPolicy: 'Delete',
  volumeBindingMode: 'Immediate',
};
