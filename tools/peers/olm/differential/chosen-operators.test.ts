import { describe, expect, it } from 'vitest';
import { choose, lanesOf } from './chosen-operators.ts';

const operators = ['authorino-operator', 'dns-operator', 'etcd', 'jaeger', 'kuadrant-operator', 'limitador-operator'];

describe('the operators that are compared', () => {
  it('are all, by hand', () => {
    const { compared, notCompared } = choose(operators, undefined, false);
    expect([compared, notCompared]).toEqual([operators, []]);
  });

  it('are some in CI, and the others are known by name', () => {
    const { compared, notCompared } = choose(operators, undefined, true);
    expect(compared).toEqual(['etcd', 'kuadrant-operator']);
    expect(notCompared).toEqual(['authorino-operator', 'dns-operator', 'jaeger', 'limitador-operator']);
  });

  it('are those that somebody names, everywhere', () => {
    expect(choose(operators, 'jaeger,etcd', true).compared).toEqual(['etcd', 'jaeger']);
    expect(choose(operators, 'all', true).compared).toEqual(operators);
  });

  it('are offered together with what they need', () => {
    expect(choose(operators, 'etcd', false).offered).toEqual(['etcd']);
    expect(choose(operators, 'kuadrant-operator', false).offered).toEqual([
      'authorino-operator',
      'dns-operator',
      'kuadrant-operator',
      'limitador-operator',
    ]);
  });
});

it('those that meet go one after the other, in the order in which one needs the other; the others by themselves', () => {
  expect(lanesOf(['authorino-operator', 'etcd', 'keda', 'kuadrant-operator', 'loki-operator', 'prometheus'])).toEqual([
    ['prometheus', 'loki-operator'],
    ['authorino-operator', 'kuadrant-operator'],
    ['etcd'],
    ['keda'],
  ]);
});
