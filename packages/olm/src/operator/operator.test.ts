import { ClusterServiceVersion, CustomResourceDefinition, Deployment } from '@violet/api';
import { describe, expect, it } from 'vitest';
import { aCrd, aCsv } from '../testing/a-csv.ts';
import { componentLabel, operatorsOf } from './component-label.ts';
import { componentReferences } from './references.ts';

describe('the label of components', () => {
  it.each([
    ['harbor.operators', 'operators.coreos.com/harbor.operators'],
    ['x'.repeat(70), `operators.coreos.com/${'x'.repeat(63)}`],
    [`${'x'.repeat(61)}.-y`, `operators.coreos.com/${'x'.repeat(61)}`],
  ])('of %s is %s', (operator, label) => expect(componentLabel(operator)).toBe(label));

  it('names the operator again', () => {
    expect(operatorsOf({ 'operators.coreos.com/harbor.operators': '', other: '' })).toEqual(['harbor.operators']);
    expect(operatorsOf(undefined)).toEqual([]);
  });
});

describe('the components of an Operator', () => {
  const deployment = (name: string, namespace: string) => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace },
    status: { conditions: [{ type: 'Available', status: 'True', reason: 'Fine', observedGeneration: 1 }] },
  });
  const csv = {
    ...aCsv('a.v1', 'ns'),
    status: { phase: 'Succeeded', reason: 'InstallSucceeded', message: 'all fine', conditions: [{}, {}] },
  };

  it('are listed in order of kind, version, namespace and name, with how they are', () => {
    const components = [
      { kind: Deployment, object: deployment('b', 'ns') },
      { kind: CustomResourceDefinition, object: aCrd() },
      { kind: Deployment, object: deployment('a', 'ns') },
      { kind: Deployment, object: deployment('z', 'a') },
      { kind: ClusterServiceVersion, object: csv },
    ];
    const conditions = [{ type: 'Available', status: 'True', reason: 'Fine' }];
    expect(componentReferences(components)).toEqual([
      {
        kind: 'ClusterServiceVersion',
        apiVersion: 'operators.coreos.com/v1alpha1',
        namespace: 'ns',
        name: 'a.v1',
        conditions: [{ type: 'Succeeded', status: 'True', reason: 'InstallSucceeded', message: 'all fine' }],
      },
      { kind: 'CustomResourceDefinition', apiVersion: 'apiextensions.k8s.io/v1', name: 'widgets.example.com' },
      { kind: 'Deployment', apiVersion: 'apps/v1', namespace: 'a', name: 'z', conditions },
      { kind: 'Deployment', apiVersion: 'apps/v1', namespace: 'ns', name: 'a', conditions },
      { kind: 'Deployment', apiVersion: 'apps/v1', namespace: 'ns', name: 'b', conditions },
    ]);
  });
});
