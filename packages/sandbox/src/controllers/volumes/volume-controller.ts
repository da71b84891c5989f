import { type Controller, defineController, type Step, watch } from '@violet/controller';
import { PersistentVolume, PersistentVolumeClaim } from '../kinds/storage.ts';

const PROTECTION = 'kubernetes.io/pv-protection';

interface World {
  /** The claim that the volume names is still there. */
  isClaimed: boolean;
  remove(): Promise<void>;
  unprotect(): Promise<void>;
}

type VolumeStep = Step<PersistentVolume, World>;

const report: VolumeStep = async (volume, { isClaimed, remove }) => {
  const phase = volume.spec.claimRef?.uid === undefined ? 'Available' : isClaimed ? 'Bound' : 'Released';
  if (phase === 'Released' && volume.spec.persistentVolumeReclaimPolicy === 'Delete') return await remove();
  if (volume.status?.phase !== phase) volume.status = { ...volume.status, phase };
};

const letGo: VolumeStep = async (volume, { isClaimed, unprotect }) => {
  if (!isClaimed && volume.metadata.finalizers?.includes(PROTECTION)) await unprotect();
};

/** Says whether volumes are taken, and takes away those whose claim is gone. */
export function volumeController(): Controller {
  return defineController<PersistentVolume, World>({
    name: 'volume',
    scope: 'member',
    kind: PersistentVolume,
    watches: [
      watch({
        kind: PersistentVolumeClaim,
        keys: ({ spec }) =>
          spec?.volumeName === undefined || spec.volumeName === '' ? [] : [{ name: spec.volumeName }],
      }),
    ],
    observe(volume, reader) {
      const { name, uid, resourceVersion, finalizers = [] } = volume.metadata;
      const { claimRef } = volume.spec;
      const claim = reader.get(PersistentVolumeClaim, claimRef?.name ?? '', claimRef?.namespace);
      const volumes = reader.client.resource(PersistentVolume);
      return {
        isClaimed: claim !== undefined && claim.metadata.uid === claimRef?.uid,
        async remove() {
          await volumes.delete(name, { preconditions: { uid } });
        },
        async unprotect() {
          const others = finalizers.filter((finalizer) => finalizer !== PROTECTION);
          await volumes.patch(name, { type: 'merge', body: { metadata: { resourceVersion, finalizers: others } } });
        },
      };
    },
    steps: [report],
    finalize: [letGo],
  });
}
