import { Secret } from '@violet/api';
import { connectCluster } from '@violet/kube';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aLiveCluster, type LiveCluster } from '../testing/a-live-cluster.ts';

const path = '/api/v1/namespaces/default/serviceaccounts/robot/token';
let cluster: LiveCluster;
let now = new Date();

beforeAll(async () => {
  cluster = await aLiveCluster({ clock: () => now });
  await cluster.apply({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'robot' } });
});
afterAll(() => cluster.close());

interface Answer {
  status: { token: string; expirationTimestamp: string };
}

function create<T = Answer>(target: string, body: object): Promise<T> {
  const headers = { 'content-type': 'application/json' };
  return cluster.client.json<T>({ method: 'POST', path: target, headers, body: JSON.stringify(body) });
}

const request = (spec: object) => ({ apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec });

interface Review {
  status: {
    authenticated?: boolean;
    user: { username?: string; groups?: string[]; extra?: object };
    audiences?: string[];
  };
}

function review(token: string, audiences?: string[]): Promise<Review> {
  const spec = { token, ...(audiences === undefined ? {} : { audiences }) };
  return create<Review>('/apis/authentication.k8s.io/v1/tokenreviews', {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenReview',
    spec,
  });
}

describe('a service account', () => {
  it('gets a token by which the API knows it', async () => {
    const { status } = await create(path, request({ expirationSeconds: 600 }));

    expect(new Date(status.expirationTimestamp).getTime() - now.getTime()).toBeGreaterThan(598_000);
    expect((await review(status.token)).status).toMatchObject({
      authenticated: true,
      audiences: ['https://kubernetes.default.svc'],
      user: {
        username: 'system:serviceaccount:default:robot',
        groups: ['system:serviceaccounts', 'system:serviceaccounts:default', 'system:authenticated'],
      },
    });
  });

  it('may what its roles allow', async () => {
    const { status } = await create(path, request({}));
    const robot = connectCluster({ ...cluster.access, token: status.token });

    await expect(robot.resource(Secret, 'default').list()).rejects.toThrow(
      'User "system:serviceaccount:default:robot" cannot list resource "secrets"',
    );
    await robot.close();
  });

  it('is nobody once the time is over, for other audiences, and with a token that was changed', async () => {
    const { token } = (await create(path, request({ audiences: ['vault'], expirationSeconds: 600 }))).status;

    expect((await review(token)).status.authenticated).toBeUndefined();
    expect((await review(token, ['vault'])).status.authenticated).toBe(true);
    expect((await review(`${token.slice(0, -4)}AAAA`, ['vault'])).status.authenticated).toBeUndefined();
    now = new Date(now.getTime() + 601_000);
    expect((await review(token, ['vault'])).status.authenticated).toBeUndefined();
  });

  it('asks for no token of less than ten minutes', async () => {
    await expect(create(path, request({ expirationSeconds: 599 }))).rejects.toThrow(
      'spec.expirationSeconds: Invalid value: 599: may not specify a duration less than 10 minutes',
    );
  });

  it.each(['"3600"', '3600.5', 'true'])('asks for no token that ends after %s', async (seconds) => {
    const spec = { expirationSeconds: JSON.parse(seconds) };
    await expect(create(path, request(spec))).rejects.toMatchObject({ code: 'BadRequest' });
  });

  it('has a token that ends with the Secret that it is bound to', async () => {
    await cluster.apply({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'bond' } });
    const boundObjectRef = { apiVersion: 'v1', kind: 'Secret', name: 'bond' };
    const { token } = (await create(path, request({ boundObjectRef }))).status;

    expect((await review(token)).status.authenticated).toBe(true);
    await cluster.client.resource(Secret, 'default').delete('bond');
    expect((await review(token)).status.authenticated).toBeUndefined();
    await expect(create(path, request({ boundObjectRef }))).rejects.toThrow('secrets "bond" not found');
  });

  it('has a Secret filled that names it, which goes when the account goes', async () => {
    await cluster.apply({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'old' } });
    const annotations = { 'kubernetes.io/service-account.name': 'old' };
    const type = 'kubernetes.io/service-account-token';
    await cluster.apply({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'old-token', annotations },
      type,
    } as never);
    const secrets = cluster.client.resource(Secret, 'default');

    await expect.poll(async () => (await secrets.get('old-token'))?.data?.['token']).toBeDefined();
    const { data = {} } = (await secrets.get('old-token')) ?? {};
    const token = Buffer.from(data['token'] ?? '', 'base64').toString('utf8');
    expect((await review(token)).status.user.username).toBe('system:serviceaccount:default:old');
    expect(Buffer.from(data['namespace'] ?? '', 'base64').toString('utf8')).toBe('default');

    await cluster.client.json({ method: 'DELETE', path: '/api/v1/namespaces/default/serviceaccounts/old' });
    expect((await review(token)).status.authenticated).toBeUndefined();
    await expect.poll(() => secrets.get('old-token')).toBeUndefined();
  });
});
