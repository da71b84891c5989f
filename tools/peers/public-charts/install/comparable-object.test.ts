import { expect, it } from 'vitest';
import { comparableObject } from './comparable-object.ts';

it('an object is compared without what no two clusters have in common', () => {
  const object = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: 'web',
      uid: 'd1b2c3d4-0000-4000-8000-000000000001',
      resourceVersion: '12',
      creationTimestamp: '2026-01-01T00:00:00Z',
      labels: { owner: 'd1b2c3d4-0000-4000-8000-000000000002' },
      managedFields: [
        { manager: 'helm', operation: 'Update', time: '2026-01-01T00:00:00Z', fieldsV1: { 'f:spec': {} } },
        { manager: 'helm', operation: 'Update', subresource: 'status', fieldsV1: {} },
        { manager: 'kube-controller-manager', operation: 'Update', fieldsV1: {} },
      ],
    },
    spec: { clusterIP: '10.96.0.7', clusterIPs: ['10.96.0.7'], ports: [{ port: 80, nodePort: 30123 }] },
    status: { loadBalancer: {} },
  };

  expect(comparableObject(object)).toEqual({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: 'web',
      labels: { owner: '<uid>' },
      managedFields: [{ manager: 'helm', operation: 'Update', fieldsV1: { 'f:spec': {} } }],
    },
    spec: { clusterIP: '<chosen>', clusterIPs: '<chosen>', ports: [{ port: 80, nodePort: '<chosen>' }] },
  });
});

it('a Service without an address stays one', () => {
  expect(comparableObject({ metadata: {}, spec: { clusterIP: 'None' } })).toEqual({
    metadata: { managedFields: [] },
    spec: { clusterIP: 'None' },
  });
});
