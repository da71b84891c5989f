import type { JsonObject } from '@violet/machinery';
import { describe, expect, it } from 'vitest';
import { mergePatchBetween, threeWayMerge } from './three-way.ts';

interface Case {
  what: string;
  kind?: string;
  old: JsonObject;
  next: JsonObject;
  live: JsonObject;
  merged: JsonObject;
}

const container = (name: string, more: JsonObject = {}): JsonObject => ({ name, ...more });
const pod = (containers: JsonObject[], more: JsonObject = {}): JsonObject => ({ spec: { containers, ...more } });

const cases: Case[] = [
  {
    what: 'keeps what the server has put in',
    old: { spec: { replicas: 1 } },
    next: { spec: { replicas: 2 } },
    live: { spec: { replicas: 1, revisionHistoryLimit: 10 }, status: { ready: 1 } },
    merged: { spec: { replicas: 2, revisionHistoryLimit: 10 }, status: { ready: 1 } },
  },
  {
    what: 'takes back what somebody else has changed',
    old: { spec: { replicas: 2 } },
    next: { spec: { replicas: 2 } },
    live: { spec: { replicas: 7 } },
    merged: { spec: { replicas: 2 } },
  },
  {
    what: 'removes what only the old manifest had, and nothing else',
    old: { metadata: { labels: { a: '1', b: '1' } } },
    next: { metadata: { labels: { a: '1' } } },
    live: { metadata: { labels: { a: '1', b: '1', mine: '1' } } },
    merged: { metadata: { labels: { a: '1', mine: '1' } } },
  },
  {
    what: 'removes a member that is null in the new manifest',
    old: {},
    next: { spec: { paused: null } },
    live: { spec: { paused: true, replicas: 1 } },
    merged: { spec: { replicas: 1 } },
  },
  {
    what: 'merges containers by name, and keeps one that was injected',
    old: pod([container('a', { image: '1', tty: true })]),
    next: pod([container('a', { image: '2' })]),
    live: pod([
      container('sidecar', { image: 'x' }),
      container('a', { image: '1', tty: true, imagePullPolicy: 'Always' }),
    ]),
    merged: pod([container('a', { image: '2', imagePullPolicy: 'Always' }), container('sidecar', { image: 'x' })]),
  },
  {
    what: 'drops a container that the new manifest has not any more',
    old: pod([container('a'), container('b')]),
    next: pod([container('b')]),
    live: pod([container('a'), container('b')]),
    merged: pod([container('b')]),
  },
  {
    what: 'keeps the node port of a Service',
    kind: 'Service',
    old: { spec: { ports: [{ port: 80, targetPort: 80 }] } },
    next: { spec: { ports: [{ port: 80, targetPort: 8080 }] } },
    live: { spec: { ports: [{ port: 80, targetPort: 80, nodePort: 30001, protocol: 'TCP' }] } },
    merged: { spec: { ports: [{ port: 80, targetPort: 8080, nodePort: 30001, protocol: 'TCP' }] } },
  },
  {
    what: 'takes a list without keys as a whole',
    old: pod([], { tolerations: [{ key: 'a' }] }),
    next: pod([], { tolerations: [{ key: 'b' }] }),
    live: pod([], { tolerations: [{ key: 'a' }, { key: 'theirs' }] }),
    merged: pod([], { tolerations: [{ key: 'b' }] }),
  },
  {
    what: 'takes a list whose keys are not unique as a whole',
    kind: 'Service',
    old: {},
    next: {
      spec: {
        ports: [
          { port: 53, protocol: 'UDP' },
          { port: 53, protocol: 'TCP' },
        ],
      },
    },
    live: { spec: { ports: [{ port: 53, protocol: 'UDP', nodePort: 1 }] } },
    merged: {
      spec: {
        ports: [
          { port: 53, protocol: 'UDP' },
          { port: 53, protocol: 'TCP' },
        ],
      },
    },
  },
  {
    what: 'changes a volume from one kind to another',
    old: pod([], { volumes: [{ name: 'v', emptyDir: {} }] }),
    next: pod([], { volumes: [{ name: 'v', configMap: { name: 'c' } }] }),
    live: pod([], {
      volumes: [
        { name: 'v', emptyDir: {} },
        { name: 'token', projected: {} },
      ],
    }),
    merged: pod([], {
      volumes: [
        { name: 'v', configMap: { name: 'c' } },
        { name: 'token', projected: {} },
      ],
    }),
  },
  {
    what: 'drops the parameters of another strategy',
    old: { spec: { strategy: { type: 'RollingUpdate' } } },
    next: { spec: { strategy: { type: 'Recreate' } } },
    live: { spec: { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } } } },
    merged: { spec: { strategy: { type: 'Recreate' } } },
  },
  {
    what: 'adds finalizers to those of others',
    old: { metadata: { finalizers: ['a'] } },
    next: { metadata: { finalizers: ['b'] } },
    live: { metadata: { finalizers: ['a', 'theirs'] } },
    merged: { metadata: { finalizers: ['b', 'theirs'] } },
  },
];

describe('a three-way merge', () => {
  it.each(cases)('$what', ({ kind = 'Deployment', old, next, live, merged }) => {
    expect(threeWayMerge(kind, old, next, live)).toEqual(merged);
  });
});

describe('a merge patch between two objects', () => {
  it('names what differs, and removes with null', () => {
    const before = { a: 1, b: { c: 1, d: [1] }, e: 1 };
    const after = { a: 1, b: { c: 2, d: [1] }, f: {} };

    expect(mergePatchBetween(before, after)).toEqual({ b: { c: 2 }, e: null, f: {} });
  });

  it('is nothing for equal objects', () => {
    expect(mergePatchBetween({ a: [{ b: 1 }] }, { a: [{ b: 1 }] })).toBeUndefined();
  });
});
