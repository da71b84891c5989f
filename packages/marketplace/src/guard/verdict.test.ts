import type { Subscription } from '@violet/api';
import type { Stored } from '@violet/machinery';
import { describe, expect, it } from 'vitest';
import { guardVerdict } from './verdict.ts';

function stored(
  namespace: string,
  second: number,
  change: Partial<Subscription['metadata']> = {},
): Stored<Subscription> {
  const creationTimestamp = `2026-01-01T00:00:0${second}Z`;
  const metadata = { name: 'demo', namespace, uid: `uid-${namespace}`, resourceVersion: '1', creationTimestamp };
  return {
    apiVersion: 'operators.coreos.com/v1alpha1',
    kind: 'Subscription',
    metadata: { ...metadata, ...change },
    spec: { name: 'demo', source: 'platform', sourceNamespace: 'cpaas-system', installPlanApproval: 'Manual' },
  };
}

const reasonOf = (subscription: Subscription, others: Stored<Subscription>[]) =>
  guardVerdict(subscription, { providerType: 'platform', others })?.reason;

describe('of two Subscriptions for one package', () => {
  it('the younger is refused, and of two of the same second always the same one', () => {
    const [old, young, twin] = [stored('b', 1), stored('a', 2), stored('c', 2)];
    const all = [twin, young, old];

    expect(all.map((one) => reasonOf(one, all))).toEqual(['DuplicateSubscription', 'DuplicateSubscription', undefined]);
    expect([young, twin].map((one) => reasonOf(one, [young, twin]))).toEqual([undefined, 'DuplicateSubscription']);
  });

  it('a new one is refused by any that stays', () => {
    const { uid: _, creationTimestamp: __, ...metadata } = stored('a', 0).metadata;
    const fresh: Subscription = { ...stored('a', 0), metadata };
    const leaving = stored('b', 1, { deletionTimestamp: '2026-01-01T00:00:09Z' });

    expect(reasonOf(fresh, [stored('b', 1)])).toBe('DuplicateSubscription');
    expect(reasonOf(fresh, [leaving])).toBeUndefined();
    expect(reasonOf(fresh, [stored('a', 1)])).toBeUndefined();
  });
});
