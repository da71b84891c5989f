import type { OperatorGroup, Subscription } from '@violet/api';
import type { Stored } from '@violet/machinery';
import { describe, expect, it } from 'vitest';
import { desiredGroup } from './desired-group.ts';

const metadata = (name: string) => ({ name, namespace: 'ops', uid: name, resourceVersion: '1' });

function subscription(name: string, targets?: string, age = 0): Stored<Subscription> {
  const annotations = targets === undefined ? {} : { annotations: { 'cpaas.io/target-namespaces': targets } };
  return {
    apiVersion: 'operators.coreos.com/v1alpha1',
    kind: 'Subscription',
    metadata: { ...metadata(name), creationTimestamp: `2026-01-01T00:00:0${age}Z`, ...annotations },
    spec: { name, source: 'platform', sourceNamespace: 'cpaas-system' },
  };
}

function group(name: string, spec: OperatorGroup['spec'], labels: Record<string, string> = {}): Stored<OperatorGroup> {
  const object = { apiVersion: 'operators.coreos.com/v1', kind: 'OperatorGroup' };
  return { ...object, metadata: { ...metadata(name), creationTimestamp: '', labels }, spec: spec ?? {} };
}

interface Case {
  subscriptions?: Stored<Subscription>[];
  groups?: Stored<OperatorGroup>[];
  hasOperators?: boolean;
}

function decide({ subscriptions = [], groups = [], hasOperators = false }: Case) {
  const { refusals, ...decided } = desiredGroup({ name: 'ops', subscriptions, groups, hasOperators });
  return { ...decided, refusals: Object.fromEntries([...refusals].map(([name, { message }]) => [name, message])) };
}

const ours = group('target-namespaces', {}, { 'cpaas.io/managed-by': 'marketplace' });

describe('the OperatorGroup of a namespace', () => {
  it.each<[string, string | undefined, unknown]>([
    ['all namespaces where the annotation is empty', '', 'all'],
    ['the listed ones, each once', 'team-b, team-a,team-b', ['team-a', 'team-b']],
    ['its own where there is none', undefined, ['ops']],
  ])('targets %s', (_what, annotation, targets) => {
    const decided = decide({ subscriptions: [subscription('demo', annotation)] });

    expect(decided).toEqual({ targets, isObsolete: false, refusals: {} });
  });

  it('follows the Subscription that says something, not the one that a dependency brought', () => {
    const decided = decide({ subscriptions: [subscription('generated'), subscription('demo', '', 1)] });

    expect(decided).toEqual({ targets: 'all', isObsolete: false, refusals: {} });
  });

  it('is that of the oldest where two disagree, and the other hears why', () => {
    const decided = decide({ subscriptions: [subscription('young', 'team-a', 5), subscription('old', '', 1)] });

    expect(decided.targets).toBe('all');
    expect(decided.refusals).toEqual({
      young:
        'Subscription old of the same namespace asks for all namespaces, not team-a: install the operator in a namespace of its own',
    });
  });

  it("yields to somebody else's, which is reported where it is another one", () => {
    const foreign = group('mine', { targetNamespaces: ['team-a'] });

    expect(decide({ subscriptions: [subscription('demo', 'team-a')], groups: [foreign, ours] })).toEqual({
      isObsolete: true,
      refusals: {},
    });
    expect(decide({ subscriptions: [subscription('demo')], groups: [foreign] }).refusals).toEqual({});
    expect(decide({ subscriptions: [subscription('demo', '')], groups: [foreign] }).refusals['demo']).toBe(
      'OperatorGroup mine of namespace ops was made by somebody else and targets team-a, not all namespaces: ' +
        'change or delete it, or install the operator in a namespace of its own',
    );
  });

  it('is told in few words, however many namespaces it targets', () => {
    const foreign = group('mine', { targetNamespaces: Array.from({ length: 5_000 }, (_, index) => `team-${index}`) });
    const { refusals } = decide({ subscriptions: [subscription('demo', '')], groups: [foreign] });

    expect(refusals['demo']).toContain('team-1005 and 4990 more, not all namespaces');
    expect(refusals['demo']?.length).toBeLessThan(400);
  });

  it('by labels is no list', () => {
    const foreign = group('mine', { selector: { matchLabels: { a: 'b' } } });
    const { refusals } = decide({ subscriptions: [subscription('demo', '')], groups: [foreign] });

    expect(refusals['demo']).toContain('targets chosen by labels, not all namespaces');
  });

  it('is left alone by an annotation that is none', () => {
    expect(decide({ subscriptions: [subscription('demo', 'Team A')] })).toEqual({
      isObsolete: false,
      refusals: {
        demo: '"Team A" in cpaas.io/target-namespaces is no namespace: write names of namespaces with commas between them, or nothing for all of them',
      },
    });
  });

  it('stays as long as an operator is there', () => {
    expect(decide({ groups: [ours], hasOperators: true }).isObsolete).toBe(false);
    expect(decide({ groups: [ours] }).isObsolete).toBe(true);
  });
});
