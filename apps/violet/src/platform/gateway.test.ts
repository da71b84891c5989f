import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connectCluster } from '@violet/kube';
import { expect, it } from 'vitest';
import { ask } from './gateway.ts';

it('an answer of the platform that dribbles is not waited for', async () => {
  const server = createServer((_request, response) => {
    const more = () => void (response.destroyed || response.write(' ', () => setImmediate(more)));
    response.writeHead(200);
    more();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const gateway = connectCluster({ server: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });

  const asked = ask(gateway, { path: '/dex/pubkey', timeoutMs: 50 });

  await expect(asked).rejects.toMatchObject({
    code: 'Timeout',
    message: expect.stringContaining('GET /dex/pubkey did not answer within 0.05 s'),
  });
  await gateway.close();
  server.closeAllConnections();
  server.close();
});
