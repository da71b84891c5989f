import { describe, expect, it } from 'vitest';
import type { PodSpec } from '../kinds/pod.ts';
import { aNode, aPod } from '../testing/builders.ts';
import { placePod } from './placement.ts';

const taint = { key: 'gpu', value: 'yes', effect: 'NoSchedule' };
const nodes = [
  aNode('plain', {}, { arch: 'amd64', size: '4' }),
  aNode('tainted', { taints: [taint] }, { arch: 'arm64', size: '16' }),
];
const running = (name: string, nodeName: string, cpu = '1') =>
  aPod(name, { spec: { nodeName, containers: [{ name: 'c', resources: { requests: { cpu } } }] } });

function place(spec: Partial<PodSpec>, others: ReturnType<typeof aPod>[] = []): string {
  const placement = placePod(aPod('p', { spec }), nodes, others);
  return placement.verdict === 'fits' ? placement.node.metadata.name : placement.message;
}

const affinity = (key: string, operator: string, values?: string[]) => ({
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [{ matchExpressions: [{ key, operator, ...(values === undefined ? {} : { values }) }] }],
      },
    },
  },
});
const tolerant = { tolerations: [{ key: 'gpu', operator: 'Exists' }] };
const asking = (cpu: string) => ({ containers: [{ name: 'c', resources: { requests: { cpu } } }] });

describe('placePod', () => {
  it.each([
    ['avoids a taint', {}, [], 'plain'],
    ['tolerates a taint by its key', tolerant, [running('a', 'plain')], 'tainted'],
    [
      'tolerates a taint by its value',
      { tolerations: [{ key: 'gpu', value: 'yes', effect: 'NoSchedule' }], nodeSelector: { arch: 'arm64' } },
      [],
      'tainted',
    ],
    ['follows an affinity', { ...affinity('size', 'Gt', ['8']), ...tolerant }, [], 'tainted'],
    ['follows an affinity that asks for no label', affinity('missing', 'DoesNotExist'), [], 'plain'],
    ['spreads', tolerant, [running('a', 'tainted')], 'plain'],
    [
      'says why not',
      { nodeSelector: { arch: 'arm64' } },
      [],
      "0/2 nodes are available: 1 node(s) didn't match Pod's node affinity/selector, 1 node(s) had untolerated taint {gpu: yes}.",
    ],
    [
      'counts what others have asked for',
      asking('2'),
      [running('a', 'plain', '3')],
      '0/2 nodes are available: 1 Insufficient cpu, 1 node(s) had untolerated taint {gpu: yes}.',
    ],
    [
      'takes a place for each pod',
      {},
      ['a', 'b', 'c'].map((name) => running(name, 'plain')),
      '0/2 nodes are available: 1 Too many pods, 1 node(s) had untolerated taint {gpu: yes}.',
    ],
    [
      'takes no place for ended ones',
      asking('2'),
      [aPod('a', { phase: 'Succeeded', spec: { nodeName: 'plain', ...asking('4') } })],
      'plain',
    ],
  ])('%s', (_what, spec, others, expected) => {
    expect(place(spec, others)).toBe(expected);
  });
});
