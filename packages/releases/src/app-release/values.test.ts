import { type AppRelease, Secret } from '@violet/api';
import type { KubernetesObject } from '@violet/machinery';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ActionStage, anActionStage } from '../testing/an-action-stage.ts';
import { chartValues } from './values.ts';

const release = {
  metadata: { name: 'web', namespace: 'apps' },
  spec: {
    source: { charts: [{ name: 'web' }] },
    valuesFrom: [{ secretKeyRef: { name: 'login', key: 'values.yaml' } }],
  },
} as unknown as AppRelease;

describe('values from a Secret', () => {
  let stage: ActionStage;

  beforeAll(async () => {
    stage = await anActionStage();
  });

  afterAll(async () => {
    await stage.close();
  });

  it.each([
    ['user: admin\npassword: *hunter2', 'Secret apps/login, key values.yaml: no YAML'],
    ['password: |hunter2\n x', 'Secret apps/login, key values.yaml: line 1: no YAML'],
  ])('are not quoted where they cannot be read: %j', async (text, message) => {
    const data = { 'values.yaml': Buffer.from(text).toString('base64') };
    const secret: KubernetesObject = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'login' }, data };
    const secrets = stage.cluster.resource<KubernetesObject>(Secret, 'apps');
    await secrets.delete('login');
    await secrets.create(secret);

    await expect(chartValues(stage.cluster, release, 'web')).rejects.toMatchObject({ message });
  });
});
