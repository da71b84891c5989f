import { afterAll, beforeAll, expect, it } from 'vitest';
import { call } from '../testing/call.ts';
import { aSandbox, type SandboxUnderTest } from '../testing.ts';

const claims = '/api/v1/namespaces/default/persistentvolumeclaims';

let sandbox: SandboxUnderTest;

beforeAll(async () => {
  sandbox = await aSandbox();
});

afterAll(() => sandbox.close());

async function claim(name: string, spec: object = {}) {
  const resources = { requests: { storage: '1Gi' } };
  const { body } = await call(sandbox, claims, {
    body: {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name },
      spec: { accessModes: ['ReadWriteOnce'], resources, ...spec },
    },
  });
  return body;
}

async function storageClass(name: string, isDefault: boolean): Promise<void> {
  const annotations = { 'storageclass.kubernetes.io/is-default-class': String(isDefault) };
  const body = {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name, annotations },
    provisioner: 'example.com/x',
  };
  await call(sandbox, '/apis/storage.k8s.io/v1/storageclasses', { body });
}

it('a claim gets the default class, unless it names one or wants none', async () => {
  expect((await claim('before'))['spec']).not.toHaveProperty('storageClassName');
  await storageClass('other', false);
  await storageClass('usual', true);

  expect(await claim('plain')).toMatchObject({ spec: { storageClassName: 'usual' } });
  expect(await claim('named', { storageClassName: 'other' })).toMatchObject({ spec: { storageClassName: 'other' } });
  expect(await claim('none', { storageClassName: '' })).toMatchObject({ spec: { storageClassName: '' } });
});

it('claims and volumes are held by a finalizer while they are used', async () => {
  const spec = { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/x' } };
  const body = { apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: 'pv' }, spec };

  const volume = await call(sandbox, '/api/v1/persistentvolumes', { body });

  expect(volume.body).toMatchObject({ metadata: { finalizers: ['kubernetes.io/pv-protection'] } });
  expect(await claim('held')).toMatchObject({ metadata: { finalizers: ['kubernetes.io/pvc-protection'] } });
});
