import type { KubernetesObject } from '@violet/machinery';
import { kind } from './kind.ts';

export interface PersistentVolumeClaim extends KubernetesObject {
  spec?: {
    accessModes?: string[];
    storageClassName?: string;
    volumeName?: string;
    volumeMode?: string;
    resources?: { requests?: Record<string, string> };
  };
  status?: { phase?: string; accessModes?: string[]; capacity?: Record<string, string> };
}

export interface PersistentVolume extends KubernetesObject {
  spec: {
    capacity?: Record<string, string>;
    accessModes?: string[];
    storageClassName?: string;
    volumeMode?: string;
    persistentVolumeReclaimPolicy?: string;
    claimRef?: { apiVersion?: string; kind?: string; namespace?: string; name?: string; uid?: string };
    [source: string]: unknown;
  };
  status?: { phase?: string };
}

export interface StorageClass extends KubernetesObject {
  provisioner: string;
  reclaimPolicy?: string;
  volumeBindingMode?: string;
}

export const PersistentVolumeClaim = kind<PersistentVolumeClaim>(
  'v1',
  'PersistentVolumeClaim',
  'persistentvolumeclaims',
);
export const PersistentVolume = kind<PersistentVolume>('v1', 'PersistentVolume', 'persistentvolumes', 'Cluster');
export const StorageClass = kind<StorageClass>('storage.k8s.io/v1', 'StorageClass', 'storageclasses', 'Cluster');
