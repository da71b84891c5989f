import { expect, it } from 'vitest';
import type { Node, Taint } from '../kinds/core.ts';
import { wantedTaints } from './taints.ts';

const own: Taint = { key: 'own', effect: 'NoExecute' };
const notReady: Taint = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' };
const unschedulable: Taint = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };
const timeAdded = '2026-01-02T03:04:05Z';

function node(ready: boolean, spec: NonNullable<Node['spec']>): Node {
  const conditions = [{ type: 'Ready', status: ready ? 'True' : 'False' }];
  return { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n' }, spec, status: { conditions } } as Node;
}

it.each<[string, Node, Taint[] | undefined]>([
  ['a node that registers keeps its taint', node(false, { taints: [notReady] }), undefined],
  ['a node that is ready loses it', node(true, { taints: [own, notReady] }), [own]],
  [
    'a cordoned node gets one',
    node(true, { unschedulable: true, taints: [own] }),
    [own, { ...unschedulable, timeAdded }],
  ],
  ['a cordoned node keeps it', node(true, { unschedulable: true, taints: [unschedulable] }), undefined],
  ['an uncordoned node loses it', node(true, { taints: [unschedulable, own] }), [own]],
  ['all other nodes stay', node(true, {}), undefined],
])('%s', (_, given, expected) => {
  expect(wantedTaints(given, new Date(timeAdded))).toEqual(expected);
});
