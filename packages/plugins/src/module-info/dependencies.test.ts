import { describe, expect, it } from 'vitest';
import { refuseDependencies } from './dependencies.ts';

const facts = {
  cluster: 'business',
  versions: { kubernetes: 'v1.34.4' },
  installed: [
    { name: 'prometheus', version: 'v4.1.0', running: true },
    { name: 'nfs', version: '', running: false },
  ],
};

describe('dependencies', () => {
  it.each([
    ['none', undefined],
    ['a plugin in any version', [{ moduleName: 'prometheus', versionsMatch: ['*'] }]],
    ['a plugin in one of two ranges', [{ moduleName: 'prometheus', versionsMatch: ['>=9.0.0', '>=4.0.0'] }]],
    ['the Kubernetes version', [{ moduleName: 'kubernetes', versionsMatch: ['>=1.16.0'] }]],
  ])('are met by %s', (_title, dependencies) => {
    expect(refuseDependencies('logs', dependencies, facts)).toBeUndefined();
  });

  it.each([
    ['is missing', [{ moduleName: 'ceph' }], 'logs needs ceph, which is not installed on cluster business'],
    [
      'is too old',
      [{ moduleName: 'prometheus', versionsMatch: ['>=5.0.0'] }],
      'logs needs prometheus >=5.0.0; cluster business has v4.1.0',
    ],
    ['does not run yet', [{ moduleName: 'nfs' }], 'logs needs nfs, which is not Running on cluster business yet'],
    [
      'is an older Kubernetes',
      [{ moduleName: 'kubernetes', versionsMatch: ['>=1.40.0'] }],
      'cluster business has v1.34.4',
    ],
  ])('wait where one %s', (_title, dependencies, message) => {
    const refusal = refuseDependencies('logs', dependencies, facts);
    expect(refusal?.message).toContain(message);
    expect(refusal).toMatchObject({ reason: 'DependencyNotReady', waits: true });
  });
});
