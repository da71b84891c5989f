import type { Subscription } from '@violet/api';
import type { KubernetesObject, Stored } from '@violet/machinery';
import { describe, expect, it } from 'vitest';
import { changedOwners } from './ties.ts';

const plan = { apiVersion: 'v1', kind: 'ConfigMap', name: 'another', uid: 'another' };
const tie = {
  apiVersion: 'operators.coreos.com/v1alpha1',
  kind: 'Subscription',
  name: 'demo',
  uid: 'demo-uid',
  controller: false,
  blockOwnerDeletion: false,
};

function csv(owners: NonNullable<KubernetesObject['metadata']['ownerReferences']>): Stored<KubernetesObject> {
  const metadata = {
    name: 'demo.v1',
    uid: 'csv',
    resourceVersion: '1',
    creationTimestamp: '',
    ownerReferences: owners,
  };
  return { apiVersion: 'operators.coreos.com/v1alpha1', kind: 'ClusterServiceVersion', metadata };
}

function subscription(
  annotations: Record<string, string>,
  status: Partial<NonNullable<Subscription['status']>>,
): Stored<Subscription> {
  return {
    apiVersion: 'operators.coreos.com/v1alpha1',
    kind: 'Subscription',
    metadata: { name: 'demo', uid: 'demo-uid', resourceVersion: '1', creationTimestamp: '', annotations },
    spec: { name: 'demo', source: 'platform', sourceNamespace: 'cpaas-system' },
    status: { lastUpdated: '', ...status },
  };
}

const placed = { 'cpaas.io/target-namespaces': '' };

describe('a CSV', () => {
  it.each([
    ['is tied to the Subscription that installed it', placed, { installedCSV: 'demo.v1' }, [], [tie]],
    ['is tied to the one that is about to have installed it', placed, { currentCSV: 'demo.v1' }, [], [tie]],
    ['keeps its other owners', placed, { installedCSV: 'demo.v1' }, [plan], [plan, tie]],
    ['is tied once', placed, { installedCSV: 'demo.v1' }, [plan, tie], undefined],
    ['is not tied to a Subscription of another operator', placed, { installedCSV: 'other.v1' }, [], undefined],
    ['stays tied while it is replaced', placed, { installedCSV: 'demo.v2' }, [tie], undefined],
    ['is not tied where nothing says where it works', {}, { installedCSV: 'demo.v1' }, [], undefined],
    ['is let go when that is not said any more', {}, { installedCSV: 'demo.v1' }, [plan, tie], [plan]],
  ])('%s', (_, annotations, status, owners, changed) => {
    expect(changedOwners(csv(owners), subscription(annotations, status))).toEqual(changed);
  });
});
