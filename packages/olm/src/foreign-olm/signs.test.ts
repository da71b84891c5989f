import type { ApiService, Deployment } from '@violet/api';
import type { Stored } from '@violet/machinery';
import { describe, expect, it } from 'vitest';
import { signOfOlm, type Traces } from './signs.ts';

const now = new Date('2026-01-01T12:00:00Z');
const stored = { uid: 'u', resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z' };

function operator(name: string, namespace: string, readyReplicas: number, app?: string): Stored<Deployment> {
  const metadata = { ...stored, name, namespace, ...(app === undefined ? {} : { labels: { app } }) };
  const template = { spec: { containers: [] } };
  const spec = { selector: {}, template };
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec, status: { readyReplicas } };
}

function packages(service: string, status: 'True' | 'False'): Stored<ApiService> {
  return {
    apiVersion: 'apiregistration.k8s.io/v1',
    kind: 'APIService',
    metadata: { ...stored, name: 'v1.packages.operators.coreos.com' },
    spec: { groupPriorityMinimum: 1, versionPriority: 1, service: { namespace: 'olm', name: service } },
    status: { conditions: [{ type: 'Available', status }] },
  };
}

function wrote(manager: string, time: string, subresource = 'status') {
  return { manager, time, subresource };
}

describe('an OLM of somebody else', () => {
  it.each<[string, Partial<Traces>, string]>([
    [
      'its operator is ready where OLM is installed',
      { deployments: [operator('olm-operator', 'olm', 1)] },
      'Deployment olm/olm-operator is running',
    ],
    [
      'its catalogue operator is ready somewhere else, with its label',
      { deployments: [operator('catalog-operator', 'mine', 1, 'catalog-operator')] },
      'Deployment mine/catalog-operator is running',
    ],
    [
      'PackageManifests are answered by its server',
      { apiService: packages('packageserver-service', 'True') },
      'olm/packageserver-service answers for v1.packages.operators.coreos.com',
    ],
    [
      'a status was just written by its program',
      { writes: [wrote('catalog', '2026-01-01T11:59:30Z')] },
      '"catalog" wrote the status of a CatalogSource at 2026-01-01T11:59:30Z',
    ],
  ])('runs where %s', (_, traces, sign) => {
    expect(signOfOlm({ deployments: [], apiService: undefined, writes: [], now, ...traces })).toBe(sign);
  });

  it.each<[string, Partial<Traces>]>([
    ['nothing is there', {}],
    ['its operators are there without a ready replica', { deployments: [operator('olm-operator', 'olm', 0)] }],
    ['another Deployment has its name', { deployments: [operator('olm-operator', 'mine', 1)] }],
    ['its package server is not available', { apiService: packages('packageserver-service', 'False') }],
    ['PackageManifests are answered by us', { apiService: packages('violet-package-server', 'True') }],
    ['its last word is old', { writes: [wrote('catalog', '2026-01-01T11:58:59Z')] }],
    ['the status was written by us', { writes: [wrote('violet', '2026-01-01T11:59:59Z')] }],
    ['a person wrote a specification', { writes: [wrote('catalog', '2026-01-01T11:59:59Z', '')] }],
  ])('does not run where %s', (_, traces) => {
    expect(signOfOlm({ deployments: [], apiService: undefined, writes: [], now, ...traces })).toBeUndefined();
  });
});
