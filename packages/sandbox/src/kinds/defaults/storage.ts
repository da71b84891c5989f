import { textsAt } from '../read.ts';
import type { Defaulters } from './defaulter.ts';
import { setEmpty, setMissing, structIn } from './set.ts';

export const storageDefaults: Defaulters = {
  'core.v1.PersistentVolume': (volume) => {
    setEmpty(structIn(volume, 'status'), 'phase', 'Pending');
    const spec = structIn(volume, 'spec');
    setEmpty(spec, 'persistentVolumeReclaimPolicy', 'Retain');
    setMissing(spec, 'volumeMode', 'Filesystem');
  },
  'core.v1.PersistentVolumeClaim': (claim) => setEmpty(structIn(claim, 'status'), 'phase', 'Pending'),
  'core.v1.PersistentVolumeClaimSpec': (spec) => setMissing(spec, 'volumeMode', 'Filesystem'),
  'storage.v1.StorageClass': (storageClass) => {
    setMissing(storageClass, 'reclaimPolicy', 'Delete');
    setMissing(storageClass, 'volumeBindingMode', 'Immediate');
  },
  'storage.v1.CSIDriverSpec': (spec) => {
    setMissing(spec, 'attachRequired', true);
    setMissing(spec, 'podInfoOnMount', false);
    setMissing(spec, 'storageCapacity', false);
    setMissing(spec, 'fsGroupPolicy', 'ReadWriteOnceWithFSType');
    if (textsAt(spec, 'volumeLifecycleModes').length === 0) spec['volumeLifecycleModes'] = ['Persistent'];
    setMissing(spec, 'requiresRepublish', false);
    setMissing(spec, 'seLinuxMount', false);
  },
};
