import { isJsonObject } from '@violet/machinery';
import { objectsAt } from '../read.ts';
import type { Defaulters } from './defaulter.ts';
import { setEmpty, setMissing, structIn } from './set.ts';

/** A DaemonSet's own count of template changes; `apps/v1` has it as an annotation only. */
export const templateGeneration = 'deprecated.daemonset.template.generation';

export const appsDefaults: Defaulters = {
  'apps.v1.Deployment': (deployment) => {
    const spec = structIn(deployment, 'spec');
    setMissing(spec, 'replicas', 1);
    const strategy = structIn(spec, 'strategy');
    setEmpty(strategy, 'type', 'RollingUpdate');
    if (strategy['type'] === 'RollingUpdate') {
      const rollingUpdate = structIn(strategy, 'rollingUpdate');
      setMissing(rollingUpdate, 'maxUnavailable', '25%');
      setMissing(rollingUpdate, 'maxSurge', '25%');
    }
    setMissing(spec, 'revisionHistoryLimit', 10);
    setMissing(spec, 'progressDeadlineSeconds', 600);
  },
  'apps.v1.DaemonSet': (daemonSet) => {
    setMissing(structIn(structIn(daemonSet, 'metadata'), 'annotations'), templateGeneration, '0');
    const spec = structIn(daemonSet, 'spec');
    const strategy = structIn(spec, 'updateStrategy');
    setEmpty(strategy, 'type', 'RollingUpdate');
    if (strategy['type'] === 'RollingUpdate') {
      const rollingUpdate = structIn(strategy, 'rollingUpdate');
      setMissing(rollingUpdate, 'maxUnavailable', 1);
      setMissing(rollingUpdate, 'maxSurge', 0);
    }
    setMissing(spec, 'revisionHistoryLimit', 10);
  },
  'apps.v1.StatefulSet': (statefulSet) => {
    const spec = structIn(statefulSet, 'spec');
    setEmpty(spec, 'podManagementPolicy', 'OrderedReady');
    const strategy = structIn(spec, 'updateStrategy');
    if ((strategy['type'] ?? '') === '') {
      strategy['type'] = 'RollingUpdate';
      structIn(strategy, 'rollingUpdate');
    }
    const rollingUpdate = strategy['rollingUpdate'];
    if (strategy['type'] === 'RollingUpdate' && isJsonObject(rollingUpdate)) setMissing(rollingUpdate, 'partition', 0);
    const retention = structIn(spec, 'persistentVolumeClaimRetentionPolicy');
    setEmpty(retention, 'whenDeleted', 'Retain');
    setEmpty(retention, 'whenScaled', 'Retain');
    setMissing(spec, 'replicas', 1);
    setMissing(spec, 'revisionHistoryLimit', 10);
    for (const claim of objectsAt(spec, 'volumeClaimTemplates')) {
      setEmpty(claim, 'kind', 'PersistentVolumeClaim');
      setEmpty(claim, 'apiVersion', 'v1');
    }
  },
  'apps.v1.ReplicaSet': (replicaSet) => setMissing(structIn(replicaSet, 'spec'), 'replicas', 1),
};
