import type { ComponentReference, OldCondition } from '@violet/api';
import type { ResourceDefinition } from '@violet/kube';
import { formatApiVersion, isJsonObject, type KubernetesObject } from '@violet/machinery';
import { csvKind } from '../ownership/owner.ts';

export interface Component {
  kind: ResourceDefinition;
  object: KubernetesObject;
}

/** How an Operator lists its components: in order of kind, version, namespace and name. */
export function componentReferences(components: readonly Component[]): ComponentReference[] {
  return components.map(referenceTo).sort((left, right) => compare(orderOf(left), orderOf(right)));
}

function referenceTo({ kind, object }: Component): ComponentReference {
  const { name = '', namespace } = object.metadata;
  const conditions = conditionsOf(object.status, kind.kind);
  return {
    kind: kind.kind,
    apiVersion: formatApiVersion(kind.group, kind.version),
    ...(namespace === undefined ? {} : { namespace }),
    name,
    ...(conditions.length === 0 ? {} : { conditions }),
  };
}

function orderOf({ kind = '', apiVersion = '', namespace = '', name = '' }: ComponentReference): string[] {
  return [kind, apiVersion, namespace, name];
}

function compare(left: readonly string[], right: readonly string[]): number {
  for (const [index, word] of left.entries()) {
    const other = right[index] ?? '';
    if (word !== other) return word < other ? -1 : 1;
  }
  return 0;
}

function conditionsOf(status: unknown, kind: string): OldCondition[] {
  if (!isJsonObject(status)) return [];
  // The conditions of a CSV are a history: what it is now stands for them.
  if (kind === csvKind) return [conditionOf({ ...status, type: status['phase'], status: 'True' })];
  const conditions = status['conditions'];
  return Array.isArray(conditions) ? conditions.filter(isJsonObject).map(conditionOf) : [];
}

function conditionOf(condition: Record<string, unknown>): OldCondition {
  const { type, status, reason, message, lastUpdateTime, lastTransitionTime } = condition;
  const optional = { reason, message, lastUpdateTime, lastTransitionTime };
  const given = Object.entries(optional).filter(([, value]) => typeof value === 'string' && value !== '');
  return {
    type: typeof type === 'string' ? type : '',
    status: status === 'True' || status === 'False' ? status : 'Unknown',
    ...Object.fromEntries(given),
  };
}
