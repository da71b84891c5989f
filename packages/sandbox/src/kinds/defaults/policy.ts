import { isJsonObject, type Json, type JsonObject } from '@violet/machinery';
import { objectsAt } from '../read.ts';
import type { Defaulters } from './defaulter.ts';
import { setEmpty, setMissing, structIn } from './set.ts';

const rbacGroup = 'rbac.authorization.k8s.io';

export const policyDefaults: Defaulters = {
  'rbac.v1.RoleRef': (reference) => setEmpty(reference, 'apiGroup', rbacGroup),
  'rbac.v1.Subject': (subject) => {
    if (subject['kind'] === 'User' || subject['kind'] === 'Group') setEmpty(subject, 'apiGroup', rbacGroup);
  },
  'autoscaling.v1.HorizontalPodAutoscalerSpec': (spec) => setMissing(spec, 'minReplicas', 1),
  'autoscaling.v2.HorizontalPodAutoscalerSpec': (spec) => {
    setMissing(spec, 'minReplicas', 1);
    if (objectsAt(spec, 'metrics').length === 0) {
      const target = { type: 'Utilization', averageUtilization: 80 };
      spec['metrics'] = [{ type: 'Resource', resource: { name: 'cpu', target } }];
    }
    const behavior = spec['behavior'];
    if (isJsonObject(behavior)) defaultBehavior(behavior);
  },
};

function defaultBehavior(behavior: JsonObject): void {
  const up = structIn(behavior, 'scaleUp');
  setMissing(up, 'stabilizationWindowSeconds', 0);
  defaultRules(up, [
    { type: 'Pods', value: 4, periodSeconds: 15 },
    { type: 'Percent', value: 100, periodSeconds: 15 },
  ]);
  defaultRules(structIn(behavior, 'scaleDown'), [{ type: 'Percent', value: 100, periodSeconds: 15 }]);
}

function defaultRules(rules: JsonObject, policies: Json[]): void {
  setMissing(rules, 'selectPolicy', 'Max');
  setMissing(rules, 'policies', policies);
}
