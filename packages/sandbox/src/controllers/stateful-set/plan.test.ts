import { describe, expect, it } from 'vitest';
import { aPod, aStatefulSet, type PodState } from '../testing/builders.ts';
import { planPods } from './plan.ts';

const now = new Date('2026-01-02T00:00:00Z');

function plan(spec: Parameters<typeof aStatefulSet>[0], states: Record<string, PodState>) {
  const pods = Object.entries(states).map(([name, state]) => aPod(name, { revision: 'new', ...state }));
  const { create, remove } = planPods({ set: aStatefulSet(spec), pods, updateRevision: 'new', now });
  return { create, remove: remove.map(({ metadata }) => metadata.name) };
}

const old = { revision: 'old' };
const updateStrategy = { type: 'RollingUpdate', rollingUpdate: { partition: 1 } };

describe('planPods', () => {
  it.each([
    ['makes the first', {}, {}, [0], []],
    ['makes the next when the one before serves', {}, { 'db-0': {} }, [1], []],
    ['waits for the one before', {}, { 'db-0': { ready: false } }, [], []],
    ['waits for one that is ending', {}, { 'db-0': { deleting: true } }, [], []],
    ['makes all at once in parallel', { podManagementPolicy: 'Parallel' }, { 'db-1': { ready: false } }, [0, 2], []],
    ['fills a gap', {}, { 'db-0': {}, 'db-2': {} }, [1], []],
    ['replaces one that has ended', {}, { 'db-0': { phase: 'Failed', ready: false } }, [], ['db-0']],
    ['takes the last first', { replicas: 1 }, { 'db-0': {}, 'db-1': {}, 'db-2': {} }, [], ['db-2']],
    ['waits for the last to go', { replicas: 1 }, { 'db-0': {}, 'db-1': {}, 'db-2': { deleting: true } }, [], []],
    ['updates the last first', {}, { 'db-0': old, 'db-1': old, 'db-2': old }, [], ['db-2']],
    ['updates the next when the last serves', {}, { 'db-0': old, 'db-1': old, 'db-2': {} }, [], ['db-1']],
    ['stops at the partition', { updateStrategy }, { 'db-0': old, 'db-1': {}, 'db-2': {} }, [], []],
    [
      'never updates on its own with OnDelete',
      { updateStrategy: { type: 'OnDelete' } },
      { 'db-0': old, 'db-1': old, 'db-2': old },
      [],
      [],
    ],
    ['mends one that is stuck in an old revision', {}, { 'db-0': { ...old, ready: false } }, [], ['db-0']],
    ['counts from where it is told', { ordinals: { start: 5 } }, { 'db-5': {} }, [6], []],
  ])('%s', (_what, spec, pods, create, remove) => {
    expect(plan(spec, pods)).toEqual({ create, remove });
  });
});
