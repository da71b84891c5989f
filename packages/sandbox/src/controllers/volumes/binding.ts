import { compareQuantity, parseQuantity, type Stored } from '@violet/machinery';
import type { PersistentVolume, PersistentVolumeClaim, StorageClass } from '../kinds/storage.ts';

/** The smallest free volume that a claim can have; one that was made for it comes first. */
export function matchingVolume(
  claim: Stored<PersistentVolumeClaim>,
  volumes: readonly Stored<PersistentVolume>[],
): Stored<PersistentVolume> | undefined {
  const { namespace, name, uid } = claim.metadata;
  const reserved = volumes.find(
    ({ spec: { claimRef } }) =>
      claimRef?.namespace === namespace && claimRef?.name === name && (claimRef?.uid ?? uid) === uid,
  );
  if (reserved !== undefined) return reserved;
  const free = volumes.filter((volume) => volume.spec.claimRef === undefined && suits(claim, volume));
  return free.sort((left, right) => compareQuantity(capacityOf(left), capacityOf(right)))[0];
}

/** The volume that a simulated provisioner makes. */
export function provisionedVolume(claim: Stored<PersistentVolumeClaim>, storageClass: StorageClass): PersistentVolume {
  const { namespace = '', name, uid } = claim.metadata;
  const { accessModes = ['ReadWriteOnce'], resources, volumeMode = 'Filesystem' } = claim.spec ?? {};
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: `pvc-${uid}`, annotations: { 'pv.kubernetes.io/provisioned-by': storageClass.provisioner } },
    spec: {
      capacity: { storage: resources?.requests?.['storage'] ?? '1Gi' },
      accessModes,
      volumeMode,
      storageClassName: storageClass.metadata.name ?? '',
      persistentVolumeReclaimPolicy: storageClass.reclaimPolicy ?? 'Delete',
      claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name, uid },
      csi: { driver: storageClass.provisioner, volumeHandle: `pvc-${uid}` },
    },
  };
}

function suits({ spec = {} }: PersistentVolumeClaim, volume: PersistentVolume): boolean {
  const modes = volume.spec.accessModes ?? [];
  return (
    (spec.storageClassName ?? '') === (volume.spec.storageClassName ?? '') &&
    (spec.volumeMode ?? 'Filesystem') === (volume.spec.volumeMode ?? 'Filesystem') &&
    (spec.accessModes ?? []).every((mode) => modes.includes(mode)) &&
    compareQuantity(capacityOf(volume), parseQuantity(String(spec.resources?.requests?.['storage'] ?? '0'))) >= 0
  );
}

function capacityOf({ spec }: PersistentVolume) {
  return parseQuantity(String(spec.capacity?.['storage'] ?? '0'));
}
