import type { ModuleInfo } from '@violet/api';
import { describe, expect, it } from 'vitest';
import { refuseMalformed, refuseRelabelled, refuseSecondCreate } from './admission.ts';

const labels = {
  'cpaas.io/cluster-name': 'global',
  'cpaas.io/module-name': 'web-cli',
  'cpaas.io/module-type': 'plugin',
};
const canonicalName = 'global-ee98c9991ea1464aaa8054bdacbab313';

function info(over: Partial<ModuleInfo['metadata']> = {}, version = 'v4.0.4'): ModuleInfo {
  return {
    apiVersion: 'cluster.alauda.io/v1alpha1',
    kind: 'ModuleInfo',
    metadata: { name: 'global-temporary-name', labels, ...over },
    spec: { version, config: {} },
  };
}

describe('what a ModuleInfo shows by itself', () => {
  it('is accepted as the manual writes it', () => {
    expect(refuseMalformed(info())).toBeUndefined();
  });

  it.each([
    ['no labels', info({ labels: {} }), 'cpaas.io/module-type'],
    ['no module-type', info({ labels: { ...labels, 'cpaas.io/module-type': '' } }), 'cpaas.io/module-type'],
    [
      'another module-type',
      info({ labels: { ...labels, 'cpaas.io/module-type': 'chart' } }),
      'Unsupported value: "chart"',
    ],
    ['no cluster', info({ labels: { ...labels, 'cpaas.io/cluster-name': '' } }), 'cpaas.io/cluster-name'],
    ['a malformed version', info({}, 'latest'), 'spec.version'],
  ])('is refused with %s', (_title, one, message) => {
    const failure = refuseMalformed(one);
    expect(failure?.code).toBe('Invalid');
    expect(failure?.message).toContain(message);
    expect(failure?.message).toContain('ModuleInfo.cluster.alauda.io "global-temporary-name" is invalid');
  });
});

describe('a plain create of what is installed', () => {
  const existing = info({ name: canonicalName });

  it('answers AlreadyExists with the name that is there', () => {
    const failure = refuseSecondCreate(info(), existing);
    expect(failure).toMatchObject({ code: 'AlreadyExists' });
    expect(failure?.message).toBe(`plugin web-cli is already installed on cluster global as ${canonicalName}`);
  });

  it.each([
    ['nothing is there', info(), undefined],
    [
      'kubectl apply wrote it',
      info({ annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{}' } }),
      existing,
    ],
    [
      'a server-side apply wrote it',
      info({
        managedFields: [
          { manager: 'kubectl', operation: 'Apply', apiVersion: 'v1', fieldsType: 'FieldsV1', fieldsV1: {} },
        ],
      }),
      existing,
    ],
  ])('is let through where %s', (_title, one, found) => {
    expect(refuseSecondCreate(one, found)).toBeUndefined();
  });
});

describe('the labels of an installed plugin', () => {
  it('cannot name another plugin', () => {
    const moved = info({ name: canonicalName, labels: { ...labels, 'cpaas.io/module-name': 'nfs' } });
    expect(refuseRelabelled(moved, info({ name: canonicalName }))?.code).toBe('Invalid');
    expect(refuseRelabelled(info({ name: canonicalName }), info({ name: canonicalName }))).toBeUndefined();
  });
});
