import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { call } from '../testing/call.ts';
import { aSandbox, type SandboxUnderTest } from '../testing.ts';

const configMaps = '/api/v1/namespaces/default/configmaps';
const program = fileURLToPath(new URL('../testing/kill.ts', import.meta.url));

let directory: string;
let dataFile: string;
let child: ChildProcess | undefined;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'restart-'));
  dataFile = join(directory, 'cluster.db');
});

afterEach(async () => {
  child?.kill('SIGKILL');
  await rm(directory, { recursive: true });
});

describe('a cluster that is started again', () => {
  it('after a kill has every write that it had acknowledged', async () => {
    child = fork(program, [dataFile], { execArgv: [] });
    const [reached] = (await once(child, 'message')) as [SandboxUnderTest];
    const acknowledged: string[] = [];
    let versions = 0;
    const write = async (name: string): Promise<void> => {
      const { status, body } = await call(reached, configMaps, {
        body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } },
      });
      if (status !== 201) return;
      acknowledged.push(name);
      versions = Math.max(versions, Number((body['metadata'] as { resourceVersion: string }).resourceVersion));
    };
    const writing = Promise.allSettled(Array.from({ length: 60 }, (_, n) => write(`w${n}`)));
    await expect.poll(() => acknowledged.length, { timeout: 8000 }).toBeGreaterThan(10);
    child.kill('SIGKILL');
    await Promise.all([once(child, 'exit'), writing]);

    const again = await aSandbox({ dataFile });
    const { body } = await call(again, configMaps);
    await again.close();

    const names = (body['items'] as { metadata: { name: string } }[]).map(({ metadata }) => metadata.name);
    expect(names).toEqual(expect.arrayContaining(acknowledged));
    expect(Number((body['metadata'] as { resourceVersion: string }).resourceVersion)).toBeGreaterThanOrEqual(versions);
  });

  it('serves its custom kinds and goes on emptying those that were being deleted', async () => {
    const definition = (plural: string, kind: string) => ({
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: `${plural}.example.com` },
      spec: {
        group: 'example.com',
        scope: 'Cluster',
        names: { plural, kind },
        versions: [
          {
            name: 'v1',
            served: true,
            storage: true,
            schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
          },
        ],
      },
    });
    const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
    const object = (kind: string, metadata: object) => ({
      apiVersion: 'example.com/v1',
      kind,
      metadata: { name: 'x', ...metadata },
    });
    const first = await aSandbox({ dataFile });
    await call(first, definitions, { body: definition('keeps', 'Keep') });
    await call(first, definitions, { body: definition('drops', 'Drop') });
    await call(first, '/apis/example.com/v1/keeps', { body: object('Keep', {}) });
    await call(first, '/apis/example.com/v1/drops', { body: object('Drop', { finalizers: ['example.com/wait'] }) });
    await call(first, `${definitions}/drops.example.com`, { method: 'DELETE' });
    await first.close();

    const second = await aSandbox({ dataFile });
    const kept = await call(second, '/apis/example.com/v1/keeps/x');
    const patch = {
      method: 'PATCH',
      contentType: 'application/merge-patch+json',
      body: { metadata: { finalizers: null } },
    };
    const released = await call(second, '/apis/example.com/v1/drops/x', patch);

    expect([kept.status, released.status]).toEqual([200, 200]);
    await expect.poll(async () => (await call(second, `${definitions}/drops.example.com`)).status).toBe(404);
    await second.close();
  });

  it('refuses a port in use with one sentence', async () => {
    const first = await aSandbox({ dataFile });
    const port = Number(new URL(first.address).port);

    await expect(aSandbox({ port })).rejects.toMatchObject({
      code: 'Conflict',
      message: `port ${port} on 127.0.0.1 is in use`,
    });
    await first.close();
  });
});
