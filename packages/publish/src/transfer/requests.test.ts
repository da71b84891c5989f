import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildPackage, openPackage } from '@violet/archive';
import { aPlugin } from '@violet/archive/testing';
import { connectRegistry } from '@violet/oci';
import { openRegistry } from '@violet/registry';
import { expect, it } from 'vitest';
import { pushPackages } from '../push-packages.ts';

const images = Array.from({ length: 8 }, (_, number) => `image-${number}`);

it('asks a registry with tokens for one, greets it once, and asks once for each image, when nothing has changed', async () => {
  await using cleaning = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), 'violet-push-requests-'));
  cleaning.defer(() => rm(directory, { recursive: true, force: true }));
  const embedded = await openRegistry({
    directory: join(directory, 'registry'),
    access: { authenticate: async (shown) => (shown.kind === 'basic' ? { name: shown.username } : undefined) },
  });
  cleaning.defer(() => embedded.close());
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url?.split('?')[0] ?? '';
    const scheme = request.headers.authorization?.split(' ')[0] ?? 'nobody';
    requests.push(`${request.method} ${path.replace(/acp\/[^/]+/, '<name>')} ${scheme}`);
    void embedded.handle(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleaning.defer(() => void server.close());
  const output = join(directory, 'one.tgz');
  const layers = Object.fromEntries(images.map((name) => [name, Buffer.from(name)]));
  await buildPackage({ ...(await aPlugin('one', 'v1.0.0', layers)), output });

  /** As a process of its own has it: no connection, no token. */
  async function push(): Promise<string[]> {
    requests.length = 0;
    const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const registry = connectRegistry({ address, plain: true, credentials: { username: 'me', password: 'mine' } });
    const file = await openPackage(output);
    const [report] = await pushPackages({ files: [file], registry, concurrency: 16 });
    registry.close();
    await file.close();
    expect(report?.failure).toBeUndefined();
    return requests.toSorted();
  }

  const first = await push();
  const again = await push();

  expect(first.filter((request) => request.includes('/v2/token'))).toHaveLength(2);
  expect(again).toEqual([
    'GET /v2/ Bearer',
    'GET /v2/ nobody',
    'GET /v2/token Basic',
    ...Array.from({ length: images.length + 2 }, () => 'HEAD /v2/<name>/manifests/v1.0.0 Bearer'),
  ]);
});
