import type { KubernetesObject, LabelSelectorObject } from '@violet/machinery';
import type { ObjectReference } from '../../core/references.ts';
import type { OldCondition } from '../../core/workloads.ts';
import { resource } from '../../resource.ts';

export interface ComponentReference extends ObjectReference {
  conditions?: OldCondition[];
}

export interface OperatorStatus {
  components?: { labelSelector: LabelSelectorObject; refs?: ComponentReference[] };
}

/** Everything in the cluster that belongs to one operator, by a label. */
export interface Operator extends KubernetesObject {
  spec?: Record<string, never>;
  status?: OperatorStatus;
}

export const Operator = resource<Operator>('operators.coreos.com/v1', 'Operator', 'operators', 'Cluster');
