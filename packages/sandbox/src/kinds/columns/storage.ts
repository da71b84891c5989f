import type { Column } from '@violet/apiserver';
import type { KubernetesObject } from '@violet/machinery';
import { at, objectAt, objectsAt, textAt, textsAt } from '../read.ts';
import { ageColumn, column, integer, nameColumn, orElse, text, wide } from './cells.ts';

const betaClass = 'volume.beta.kubernetes.io/storage-class';
const defaultClassAnnotations = [
  'storageclass.kubernetes.io/is-default-class',
  'storageclass.beta.kubernetes.io/is-default-class',
];

const volumeMode = wide(text('VolumeMode', (object) => orElse(object, 'spec.volumeMode', '<unset>')));
const attributesClass = text('VolumeAttributesClass', (object) =>
  orElse(object, 'spec.volumeAttributesClassName', '<unset>'),
);
const storageClass = text(
  'StorageClass',
  (object) => object.metadata.annotations?.[betaClass] ?? textAt(object, 'spec.storageClassName'),
);

export const persistentVolumeColumns: Column[] = [
  nameColumn,
  text('Capacity', (volume) => quantityOf(volume, 'spec.capacity')),
  text('Access Modes', (volume) => accessModes(textsAt(volume, 'spec.accessModes'))),
  text('Reclaim Policy', (volume) => textAt(volume, 'spec.persistentVolumeReclaimPolicy')),
  text('Status', phase),
  text('Claim', claimOf),
  storageClass,
  attributesClass,
  text('Reason', (volume) => textAt(volume, 'status.reason')),
  ageColumn,
  volumeMode,
];

export const persistentVolumeClaimColumns: Column[] = [
  nameColumn,
  text('Status', phase),
  text('Volume', (claim) => textAt(claim, 'spec.volumeName')),
  text('Capacity', (claim) => (isBound(claim) ? quantityOf(claim, 'status.capacity') : '')),
  text('Access Modes', (claim) => (isBound(claim) ? accessModes(textsAt(claim, 'status.accessModes')) : '')),
  storageClass,
  attributesClass,
  ageColumn,
  volumeMode,
];

export const storageClassColumns: Column[] = [
  { ...nameColumn, cell: ({ metadata }) => `${metadata.name}${isDefault(metadata.annotations) ? ' (default)' : ''}` },
  text('Provisioner', (object) => textAt(object, 'provisioner')),
  text('ReclaimPolicy', (object) => orElse(object, 'reclaimPolicy', 'Delete')),
  text('VolumeBindingMode', (object) => orElse(object, 'volumeBindingMode', 'Immediate')),
  text('AllowVolumeExpansion', (object) => at(object, 'allowVolumeExpansion') === true),
  ageColumn,
];

export const csiDriverColumns: Column[] = [
  nameColumn,
  column('AttachRequired', 'boolean', (object) => at(object, 'spec.attachRequired') !== false),
  column('PodInfoOnMount', 'boolean', (object) => at(object, 'spec.podInfoOnMount') === true),
  column('StorageCapacity', 'boolean', (object) => at(object, 'spec.storageCapacity') === true),
  text('TokenRequests', tokenAudiences),
  column('RequiresRepublish', 'boolean', (object) => at(object, 'spec.requiresRepublish') === true),
  text('Modes', (object) => textsAt(object, 'spec.volumeLifecycleModes').join(',') || '<none>'),
  ageColumn,
];

export const csiNodeColumns: Column[] = [
  nameColumn,
  integer('Drivers', (object) => objectsAt(object, 'spec.drivers').length),
  ageColumn,
];

export const csiStorageCapacityColumns: Column[] = [
  nameColumn,
  text('StorageClassName', (object) => textAt(object, 'storageClassName')),
  text('Capacity', (object) => orElse(object, 'capacity', '<unset>')),
];

export const volumeAttachmentColumns: Column[] = [
  nameColumn,
  { ...text('Attacher', (object) => textAt(object, 'spec.attacher')), format: 'name' },
  text('PV', (object) => textAt(object, 'spec.source.persistentVolumeName')),
  text('Node', (object) => textAt(object, 'spec.nodeName')),
  column('Attached', 'boolean', (object) => at(object, 'status.attached') === true),
  ageColumn,
];

export const volumeAttributesClassColumns: Column[] = [
  nameColumn,
  text('DriverName', (object) => textAt(object, 'driverName')),
  ageColumn,
];

function phase(object: KubernetesObject): string {
  return object.metadata.deletionTimestamp === undefined ? textAt(object, 'status.phase') : 'Terminating';
}

function isBound(claim: KubernetesObject): boolean {
  return textAt(claim, 'spec.volumeName') !== '';
}

function quantityOf(object: KubernetesObject, path: string): string {
  return String(objectAt(object, path)['storage'] ?? '0');
}

function accessModes(modes: readonly string[]): string {
  const short = [
    ['ReadWriteOnce', 'RWO'],
    ['ReadOnlyMany', 'ROX'],
    ['ReadWriteMany', 'RWX'],
    ['ReadWriteOncePod', 'RWOP'],
  ] as const;
  return short.flatMap(([mode, text]) => (modes.includes(mode) ? [text] : [])).join(',');
}

function claimOf(volume: KubernetesObject): string {
  if (at(volume, 'spec.claimRef') === undefined) return '';
  return `${textAt(volume, 'spec.claimRef.namespace')}/${textAt(volume, 'spec.claimRef.name')}`;
}

function isDefault(annotations: Record<string, string> | undefined): boolean {
  return defaultClassAnnotations.some((annotation) => annotations?.[annotation] === 'true');
}

function tokenAudiences(object: KubernetesObject): string {
  if (at(object, 'spec.tokenRequests') === undefined) return '<unset>';
  return objectsAt(object, 'spec.tokenRequests')
    .map((request) => textAt(request, 'audience'))
    .join(',');
}
