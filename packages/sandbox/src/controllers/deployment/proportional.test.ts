import { describe, expect, it } from 'vitest';
import { aDeployment, aReplicaSet } from '../testing/builders.ts';
import { scaleInProportion } from './proportional.ts';
import { MAX_REPLICAS } from './replica-sets.ts';

describe('scaleInProportion', () => {
  const plan = (
    replicas: number,
    fresh: ReturnType<typeof aReplicaSet> | undefined,
    old: ReturnType<typeof aReplicaSet>[],
    maxSurge = 0,
  ) =>
    Object.fromEntries(
      scaleInProportion(aDeployment({ replicas }), fresh, old, maxSurge).map((scaling) => [
        scaling.replicaSet.metadata.name,
        scaling.replicas,
      ]),
    );
  const before = { [MAX_REPLICAS]: '10' };

  it('gives all to the only one in use', () => {
    expect(plan(7, aReplicaSet('new', 3), [aReplicaSet('old', 0)])).toEqual({ new: 7 });
    expect(plan(0, undefined, [aReplicaSet('old', 3)])).toEqual({ old: 0 });
  });

  it('spreads what is added by what each has', () => {
    expect(plan(20, aReplicaSet('new', 2, 2, before), [aReplicaSet('old', 8, 8, before)])).toEqual({ new: 4, old: 16 });
  });

  it('spreads what is taken, the rest from the largest', () => {
    expect(plan(5, aReplicaSet('new', 3, 3, before), [aReplicaSet('old', 7, 7, before)])).toEqual({ new: 2, old: 3 });
  });

  it('empties the old ones when the new one has all that is wanted', () => {
    expect(plan(3, aReplicaSet('new', 3), [aReplicaSet('old', 2)])).toEqual({ old: 0 });
  });
});
