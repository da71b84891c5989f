import type { Condition, KubernetesObject } from '@violet/machinery';
import { resource } from '../../resource.ts';

export const upgradeableCondition = 'Upgradeable';

export interface OperatorConditionSpec {
  serviceAccounts?: string[];
  deployments?: string[];
  /** What an administrator says, over the operator's own `conditions`. */
  overrides?: Condition[];
  conditions?: Condition[];
}

/** What an operator says about itself to OLM. */
export interface OperatorCondition extends KubernetesObject {
  spec?: OperatorConditionSpec;
  /** In v1 the operator itself wrote them; in v2 OLM copies them from the spec. */
  status?: { conditions?: Condition[] };
}

export const OperatorCondition = resource<OperatorCondition>(
  'operators.coreos.com/v2',
  'OperatorCondition',
  'operatorconditions',
);
/** The older version, which operators may still write. */
export const OperatorConditionV1 = resource<OperatorCondition>(
  'operators.coreos.com/v1',
  'OperatorCondition',
  'operatorconditions',
);
