import type { Column } from '@violet/apiserver';
import type { KubernetesObject } from '@violet/machinery';
import { at, objectsAt, textAt } from '../read.ts';
import { ageColumn, nameColumn, text, wide } from './cells.ts';

const rolePrefix = 'node-role.kubernetes.io/';

export const nodeColumns: Column[] = [
  nameColumn,
  text('Status', nodeStatus),
  text('Roles', nodeRoles),
  ageColumn,
  text('Version', (node) => textAt(node, 'status.nodeInfo.kubeletVersion')),
  wide(text('Internal-IP', (node) => addressOf(node, 'InternalIP'))),
  wide(text('External-IP', (node) => addressOf(node, 'ExternalIP'))),
  wide(text('OS-Image', (node) => textAt(node, 'status.nodeInfo.osImage') || '<unknown>')),
  wide(text('Kernel-Version', (node) => textAt(node, 'status.nodeInfo.kernelVersion') || '<unknown>')),
  wide(text('Container-Runtime', (node) => textAt(node, 'status.nodeInfo.containerRuntimeVersion') || '<unknown>')),
];

function nodeStatus(node: KubernetesObject): string {
  const ready = objectsAt(node, 'status.conditions').findLast((condition) => condition['type'] === 'Ready');
  const state = ready === undefined ? 'Unknown' : ready['status'] === 'True' ? 'Ready' : 'NotReady';
  return at(node, 'spec.unschedulable') === true ? `${state},SchedulingDisabled` : state;
}

function nodeRoles({ metadata }: KubernetesObject): string {
  const roles = new Set<string>();
  for (const [key, value] of Object.entries(metadata.labels ?? {})) {
    if (key.startsWith(rolePrefix) && key !== rolePrefix) roles.add(key.slice(rolePrefix.length));
    else if (key === 'kubernetes.io/role' && value !== '') roles.add(value);
  }
  return [...roles].sort().join(',') || '<none>';
}

function addressOf(node: KubernetesObject, type: string): string {
  const address = objectsAt(node, 'status.addresses').find((candidate) => candidate['type'] === type);
  return address === undefined ? '<none>' : textAt(address, 'address');
}
