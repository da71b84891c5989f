import { type CustomResourceDefinition, installedAlongsidePrefix } from '@violet/api';
import { describe, expect, it } from 'vitest';
import { aCrd, aCsv, aStrategy } from '../../testing/a-csv.ts';
import { stored } from '../../testing/stored.ts';
import { nativeApiStatus, ownedApiStatus, requiredApiStatus } from './apis.ts';
import { definitionStatus, othersInstalledAlongside } from './definitions.ts';
import { kubeVersionStatus } from './kube-version.ts';

describe('the version of the cluster', () => {
  const unmet = 'PresentNotSatisfied';
  it.each([
    ['1.20.0', 'v1.34.4', 'Present', 'CSV minKubeVersion (1.20.0) less than server version (v1.34.4)'],
    ['v1.34.4', 'v1.34.4', 'Present', 'CSV minKubeVersion (v1.34.4) less than server version (v1.34.4)'],
    ['1.34.4', 'v1.34.4-eks-1', 'Present', 'CSV minKubeVersion (1.34.4) less than server version (v1.34.4-eks-1)'],
    [
      '1.35.0',
      'v1.34.4-gke.3',
      unmet,
      'CSV version requirement not met: minKubeVersion (1.35.0) > server version (1.34.4)',
    ],
    ['1.20', 'v1.34.4', unmet, 'CSV version parsing error'],
    ['1.20.0', 'unknown', unmet, 'Server version parsing error'],
    ['1.20.0', undefined, unmet, 'Server version discovery error'],
  ] as const)('%s on %s is %s', (wanted, server, status, message) => {
    expect(kubeVersionStatus('a.v1', wanted, server)).toMatchObject({ name: 'a.v1', status, message });
  });
});

describe('a CRD', () => {
  const description = { name: 'widgets.example.com', version: 'v1', kind: 'Widget' };
  const conditions = (established: 'True' | 'False', named: 'True' | 'False') => ({
    conditions: [
      { type: 'Established', status: established },
      { type: 'NamesAccepted', status: named },
    ],
  });
  const crd = (fields: Partial<CustomResourceDefinition> = {}, annotations: Record<string, string> = {}) => {
    const base = aCrd();
    return stored({
      ...base,
      status: conditions('True', 'True'),
      ...fields,
      metadata: { ...base.metadata, annotations },
    });
  };
  const v1 = stored(aCsv('v1', 'ns'));
  const v2 = stored(aCsv('v2', 'ns', { replaces: 'v1' }));
  const v3 = stored(aCsv('v3', 'ns', { replaces: 'v2' }));
  const installedWith = (...names: string[]) =>
    Object.fromEntries(names.map((name, index) => [`${installedAlongsidePrefix}${index}`, name]));

  it.each([
    { name: 'absent', crd: undefined, status: 'NotPresent', message: 'CRD is not present' },
    { name: 'well', crd: crd(), status: 'Present', message: 'CRD is present and Established condition is true' },
    {
      name: 'not established',
      crd: crd({ status: conditions('False', 'True') }),
      status: 'PresentNotAvailable',
      message: 'CRD is present but the Established condition is False (not available)',
    },
    {
      name: 'with names that are taken',
      crd: crd({ status: conditions('True', 'False') }),
      status: 'PresentNotAvailable',
      message: 'CRD is present but the Established condition is False (not available)',
    },
    {
      name: 'of another version',
      crd: crd({ spec: { ...aCrd().spec, versions: [{ name: 'v2', served: true, storage: true }] } }),
      status: 'NotPresent',
      message: 'CRD version not served',
    },
    {
      name: 'that does not serve the version',
      crd: crd({ spec: { ...aCrd().spec, versions: [{ name: 'v1', served: false, storage: true }] } }),
      status: 'NotPresent',
      message: 'CRD version not served',
    },
  ])('$name is $status', ({ crd: present, status, message }) => {
    expect(definitionStatus(description, present, true, v1, [v1])).toMatchObject({ status, message });
  });

  it.each([
    { alongside: ['ns/v2'], others: ['v2'] },
    { alongside: ['ns/v1', 'ns/v2'], others: ['v1', 'v2'] },
    // v1 is an ancestor only by way of v2.
    { alongside: ['ns/v1'], others: [] },
    { alongside: ['ns/v2', 'ns/v3'], others: [] },
    { alongside: ['else/v2'], others: [] },
    { alongside: ['ns/unknown'], others: [] },
    { alongside: ['ns/too/many'], others: [] },
  ])('installed alongside $alongside holds v3 up by $others', ({ alongside, others }) => {
    expect(othersInstalledAlongside(crd({}, installedWith(...alongside)), v3, [v1, v2, v3])).toEqual(others);
  });

  it('installed alongside an ancestor only may be required, not owned', () => {
    const present = crd({}, installedWith('ns/v2'));
    expect(definitionStatus(description, present, true, v3, [v1, v2, v3])).toMatchObject({
      status: 'PresentNotSatisfied',
      message: 'CRD installed alongside other CSV(s): v2',
    });
    expect(definitionStatus(description, present, false, v3, [v1, v2, v3]).status).toBe('Present');
  });
});

describe('an API of a server', () => {
  const api = { name: 'things', group: 'example.com', version: 'v1', kind: 'Thing', deploymentName: 'server' };
  const service = (status: 'True' | 'False') =>
    stored({
      apiVersion: 'apiregistration.k8s.io/v1',
      kind: 'APIService',
      metadata: { name: 'v1.example.com' },
      spec: { groupPriorityMinimum: 1, versionPriority: 1 },
      status: { conditions: [{ type: 'Available', status }] },
    });

  it.each([
    { served: true, of: service('True'), status: 'Present' },
    { served: true, of: service('False'), status: 'NotPresent' },
    { served: false, of: service('True'), status: 'NotPresent' },
    { served: true, of: undefined, status: 'NotPresent' },
  ])('required: $status', ({ served, of, status }) => {
    expect(requiredApiStatus(api, served, of)).toMatchObject({ name: 'v1.example.com', status });
  });

  it.each([
    { deployment: 'server', status: 'DeploymentFound' },
    { deployment: 'other', status: 'DeploymentNotFound' },
  ])('owned, where the CSV deploys $deployment: $status', ({ deployment, status }) => {
    expect(ownedApiStatus(api, [aStrategy(deployment)])).toMatchObject({ status });
  });

  it.each([
    { served: true, status: 'Present', message: 'Native API exists' },
    { served: false, status: 'NotPresent', message: 'Native API does not exist' },
  ])('native: $message', ({ served, status, message }) => {
    expect(nativeApiStatus(api, served)).toMatchObject({ status, message });
  });
});
