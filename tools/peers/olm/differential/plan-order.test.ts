import type { JsonObject } from '@violet/machinery';
import { expect, it } from 'vitest';
import { orderPlan } from './plan-order.ts';

function aPlan(...steps: [csv: string, kind: string, name: string][]): JsonObject {
  return { status: { plan: steps.map(([resolving, kind, name]) => ({ resolving, resource: { kind, name } })) } };
}

it('plans that upstream makes of the same operators come in one order', () => {
  const one = aPlan(
    ['b.v1', 'ClusterServiceVersion', 'b.v1'],
    ['a.v1', 'ClusterServiceVersion', 'a.v1'],
    ['b.v1', 'CustomResourceDefinition', 'bs'],
    ['a.v1', 'CustomResourceDefinition', 'as'],
    ['b.v1', 'Service', 'z'],
    ['b.v1', 'Service', 'y'],
    ['a.v1', 'ServiceAccount', 'second'],
    ['a.v1', 'Role', 'second'],
    ['a.v1', 'ServiceAccount', 'first'],
    ['a.v1', 'Role', 'first'],
    ['a.v1', 'Subscription', 'c'],
  );
  const other = aPlan(
    ['a.v1', 'ClusterServiceVersion', 'a.v1'],
    ['b.v1', 'ClusterServiceVersion', 'b.v1'],
    ['a.v1', 'CustomResourceDefinition', 'as'],
    ['b.v1', 'CustomResourceDefinition', 'bs'],
    ['a.v1', 'ServiceAccount', 'first'],
    ['a.v1', 'Role', 'first'],
    ['a.v1', 'ServiceAccount', 'second'],
    ['a.v1', 'Role', 'second'],
    ['a.v1', 'Subscription', 'c'],
    ['b.v1', 'Service', 'z'],
    ['b.v1', 'Service', 'y'],
  );
  orderPlan(one);
  orderPlan(other);
  expect(one).toEqual(other);
});

it('an order that upstream gives is kept', () => {
  const one = aPlan(['a.v1', 'Service', 'z'], ['a.v1', 'Service', 'y'], ['a.v1', 'ConfigMap', 'x']);
  const before = structuredClone(one);
  orderPlan(one);
  expect(one).toEqual(before);
});
