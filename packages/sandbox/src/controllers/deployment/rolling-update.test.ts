import { describe, expect, it } from 'vitest';
import { aDeployment, aReplicaSet } from '../testing/builders.ts';
import { rolloutBudget } from './budget.ts';
import { newReplicas, scaleNew, scaleOld } from './rolling-update.ts';

describe('rolloutBudget', () => {
  it.each([
    ['25%', '25%', 10, { maxSurge: 3, maxUnavailable: 2 }],
    ['25%', '25%', 1, { maxSurge: 1, maxUnavailable: 0 }],
    [2, 0, 10, { maxSurge: 2, maxUnavailable: 0 }],
    ['0%', '0%', 10, { maxSurge: 0, maxUnavailable: 1 }],
    [0, 20, 10, { maxSurge: 0, maxUnavailable: 10 }],
  ])('surge %s and unavailable %s of %i', (maxSurge, maxUnavailable, replicas, budget) => {
    const strategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable } };

    expect(rolloutBudget(aDeployment({ replicas, strategy }))).toEqual(budget);
  });
});

describe('a rolling update', () => {
  const budget = { maxSurge: 3, maxUnavailable: 2 };
  const deployment = aDeployment();

  it.each([
    ['starts with what surge allows', 0, [10], 3],
    ['goes on as old ones go', 3, [8], 5],
    ['never goes above what is wanted', 8, [0], 10],
    ['waits where there is no room', 3, [10], 3],
  ])('of the new %s', (_what, current, old, expected) => {
    const all = [aReplicaSet('new', current), ...old.map((replicas, index) => aReplicaSet(`old-${index}`, replicas))];

    expect(newReplicas(deployment, current, all, budget)).toBe(expected);
  });

  it('takes the new one down where it has too many', () => {
    const fresh = aReplicaSet('new', 12);

    expect(scaleNew(deployment, fresh, [fresh], budget).map(({ replicas }) => replicas)).toEqual([10]);
  });

  it.each([
    ['as many as may be unavailable, when nothing new serves yet', [3, 0], [[10, 10]], [['old-0', 8]]],
    ['nothing, while too few serve', [3, 0], [[8, 8]], []],
    [
      'those that do not serve before those that do',
      [3, 3],
      [
        [5, 5],
        [5, 2],
      ],
      [
        ['old-0', 3],
        ['old-1', 2],
      ],
    ],
    [
      'everything, when the new one serves alone',
      [10, 10],
      [
        [1, 1],
        [2, 2],
      ],
      [
        ['old-0', 0],
        ['old-1', 0],
      ],
    ],
  ] as const)('takes %s', (_what, [replicas, available], old, expected) => {
    const olds = old.map(([count, serving], index) => aReplicaSet(`old-${index}`, count, serving));

    const scalings = scaleOld(deployment, aReplicaSet('new', replicas, available), olds, budget);

    expect(scalings.map((scaling) => [scaling.replicaSet.metadata.name, scaling.replicas])).toEqual(expected);
  });
});
