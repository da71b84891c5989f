import { once } from 'node:events';
import https from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { expect, it } from 'vitest';
import { createAuthority, issueServerCertificate } from './certificates.ts';
import { followConnections } from './connections.ts';

it('a server that ends does not wait for a client that says nothing', async () => {
  const authority = await createAuthority({ commonName: 'test' });
  const { key, certificate } = await issueServerCertificate(authority, { commonName: 'test', hosts: ['127.0.0.1'] });
  const server = https.createServer({ key, cert: certificate }).listen(0, '127.0.0.1');
  const endConnections = followConnections(server);
  await once(server, 'listening');
  const silent = connect((server.address() as AddressInfo).port, '127.0.0.1');
  silent.on('error', () => undefined);
  await once(server, 'connection');

  server.close();
  endConnections();
  await once(server, 'close');

  await expect.poll(() => silent.closed).toBe(true);
});
