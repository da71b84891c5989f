import { Service } from '@violet/api';
import type { Cluster } from '@violet/kube';
import { Failure } from '@violet/machinery';
import { readAllowedPlaces } from '@violet/oci';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anOlmCluster, type OlmCluster } from '../testing/olm-cluster.ts';
import { readHostPort } from './host-port.ts';
import { reachOf } from './reach.ts';

describe('the address of a catalogue', () => {
  it.each([
    ['127.0.0.1:050051', { host: '127.0.0.1', port: 50051 }],
    ['cat.ns.svc:50051', { host: 'cat.ns.svc', port: 50051 }],
    ['10.0.0.1:1', { host: '10.0.0.1', port: 1 }],
    ['[::1]:8080', { host: '::1', port: 8080 }],
    ['dns:///cat.example.com:5', { host: 'cat.example.com', port: 5 }],
    ['cat.example.com', { host: 'cat.example.com', port: 443 }],
  ])('%s is read', (address, expected) => {
    expect(readHostPort(address)).toEqual(expected);
  });

  it.each([
    'unix:/run/docker.sock',
    'unix:///run/x:1',
    'passthrough:///a:1',
    'a b:1',
    'a:0',
    'a:65536',
    'http://a:1',
    'a:1/x',
    '',
  ])('%s is refused', (address) => {
    expect(() => readHostPort(address)).toThrow('is not the address of a catalogue');
  });
});

describe('what is dialled for a catalogue', () => {
  let cluster: OlmCluster;
  const names: Record<string, string[]> = {
    'public.example.com': ['8.8.8.8'],
    'metadata.example.com': ['169.254.169.254'],
    'mixed.example.com': ['10.0.0.1', '8.8.4.4'],
    localhost: ['127.0.0.1', '::1'],
  };
  const resolve = async (host: string) => names[host] ?? Promise.reject(new Failure('ServiceUnavailable', host));
  const reach = (allowed: string[] = [], client: Cluster = cluster.client) =>
    reachOf({ cluster: client, allowed: readAllowedPlaces(allowed), resolve });

  beforeAll(async () => {
    cluster = await anOlmCluster();
    await cluster.namespace('ops');
    const service = (name: string, spec: NonNullable<Service['spec']>) =>
      cluster.create(Service, { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: 'ops' }, spec });
    const ports = [{ port: 50051 }];
    await service('cat', { ports, clusterIP: '10.96.7.7' });
    await service('headless', { ports, clusterIP: 'None' });
    await service('elsewhere', { type: 'ExternalName', externalName: 'localhost' });
    await service('literal', { type: 'ExternalName', externalName: '169.254.169.254' });
  });
  afterAll(() => cluster.close());

  it('is the public internet, at the very addresses that were judged', async () => {
    expect(await reach()('public.example.com', 1)).toEqual(['8.8.8.8']);
    expect(await reach()('mixed.example.com', 1)).toEqual(['8.8.4.4']);
  });

  it.each([
    ['localhost', 'localhost (127.0.0.1) is in the loopback network'],
    ['127.0.0.1', '127.0.0.1 is in the loopback network'],
    ['metadata.example.com', 'metadata.example.com (169.254.169.254) is in the link-local network'],
    ['cat.ops.svc', 'cat.ops.svc (10.96.7.7) is in a private network'],
    ['cat.ops.svc.cluster.local', 'is in a private network'],
    ['elsewhere.ops.svc', 'elsewhere.ops.svc (127.0.0.1) is in the loopback network'],
    ['literal.ops.svc', 'literal.ops.svc (169.254.169.254) is in the link-local network'],
  ])('is not %s, with what to do', async (host, message) => {
    const refusal = await reach()(host, 50051).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'Forbidden', message: expect.stringContaining(message) });
    expect((refusal as Failure).hint).toContain(`--catalog-address ${host}:50051`);
  });

  it('is what an administrator allows: a name, or a network', async () => {
    expect(await reach(['metadata.example.com'])('metadata.example.com', 1)).toEqual(['169.254.169.254']);
    expect(await reach(['10.96.0.0/12'])('cat.ops.svc', 1)).toEqual(['10.96.7.7']);
    expect(await reach(['*.svc'])('cat.ops.svc', 1)).toEqual(['10.96.7.7']);
    expect(await reach(['*'])('localhost', 1)).toEqual(['127.0.0.1', '::1']);
  });

  it('is not what a Service renames to it, though its name is allowed', async () => {
    await expect(reach(['*.svc'])('elsewhere.ops.svc', 1)).rejects.toThrow('in the loopback network');
  });

  it.each([
    ['missing.ops.svc', 'there is no Service ops/missing'],
    ['headless.ops.svc', 'Service ops/headless has no address of its own'],
  ])('cannot be %s', async (host, message) => {
    await expect(reach(['*'])(host, 1)).rejects.toThrow(message);
  });
});
