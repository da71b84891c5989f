import { describe, expect, it } from 'vitest';
import { isSameSet } from './sees-all.ts';

const version = (uid: string, generation: number, resourceVersion = '1') => ({
  apiVersion: 'operators.coreos.com/v1alpha1',
  kind: 'Subscription',
  metadata: { name: uid, uid, generation, resourceVersion, creationTimestamp: '2026-01-01T00:00:00Z' },
});

describe('the Subscriptions that a pass sees', () => {
  it.each([
    ['are those that are stored, in whatever order', [version('a', 1), version('b', 2)], true],
    ['are those that are stored, whoever has written their status', [version('b', 2, '7'), version('a', 1)], true],
    ['lack one that has just come', [version('a', 1), version('b', 2), version('c', 1)], false],
    ['hold one that has just gone', [version('a', 1)], false],
    ['hold one that has just gone, and another came', [version('a', 1), version('c', 1)], false],
    ['hold one that wants something else now', [version('a', 1), version('b', 3)], false],
  ])('%s', (_, stored, same) => {
    expect(isSameSet([version('b', 2), version('a', 1)], stored)).toBe(same);
  });
});
