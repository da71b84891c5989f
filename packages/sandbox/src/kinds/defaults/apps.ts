import { isJsonObject } from '@violet/machinery';
import type { Defaulters } from './defaults-of.ts';
import { setEmpty, setMissing, structIn } from './set.ts';

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
  },
  'apps.v1.ReplicaSet': (replicaSet) => setMissing(structIn(replicaSet, 'spec'), 'replicas', 1),
};
