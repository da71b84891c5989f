import { compileJsonPath, Failure, type KubernetesObject } from '@violet/machinery';
import type { Kind } from './kind.ts';

/** Fields that selectors may name besides `metadata.name` and `metadata.namespace`, by the resource's name. */
const builtin: Record<string, readonly string[]> = {
  pods: [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'spec.hostNetwork',
    'status.phase',
    'status.podIP',
    'status.nominatedNodeName',
  ],
  events: [
    'involvedObject.kind',
    'involvedObject.namespace',
    'involvedObject.name',
    'involvedObject.uid',
    'involvedObject.apiVersion',
    'involvedObject.resourceVersion',
    'involvedObject.fieldPath',
    'reason',
    'reportingComponent',
    'source',
    'type',
  ],
  secrets: ['type'],
  namespaces: ['status.phase'],
  nodes: ['spec.unschedulable'],
  services: ['spec.clusterIP', 'spec.type'],
  replicationcontrollers: ['status.replicas'],
  'replicasets.apps': ['status.replicas'],
  'jobs.batch': ['status.successful'],
};

const everywhere = ['metadata.name', 'metadata.namespace'];

/** The value of one selectable field; throws BadRequest for a field that this kind cannot be selected by. */
export function fieldReader(kind: Kind, field: string): (object: KubernetesObject) => string {
  if (field === 'metadata.name') return (object) => object.metadata.name ?? '';
  if (field === 'metadata.namespace') return (object) => object.metadata.namespace ?? '';
  const known = kind.custom?.selectableFields ?? builtin[kind.collection.id] ?? [];
  if (!known.includes(field)) throw unknownField(kind, field, known);
  if (field === 'source') return sourceOf;
  const path = compileJsonPath(`.${field}`);
  return (object) => textOf(path(object)[0]);
}

function unknownField(kind: Kind, field: string, known: readonly string[]): Failure {
  const { kind: name, group } = kind.served;
  if (kind.custom !== undefined || (group === '' && known.length > 0)) {
    return new Failure('BadRequest', `field label not supported: ${field}`);
  }
  if (name === 'Job') return new Failure('BadRequest', `field label ${JSON.stringify(field)} not supported for Job`);
  const names = [...everywhere, ...known].map((name) => JSON.stringify(name)).join(', ');
  return new Failure('BadRequest', `${JSON.stringify(field)} is not a known field selector: only ${names}`);
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Events are selected by their source's component, or by the controller that reports them. */
function sourceOf(object: KubernetesObject): string {
  const { source, reportingComponent } = object as { source?: { component?: string }; reportingComponent?: string };
  return source?.component ?? reportingComponent ?? '';
}
