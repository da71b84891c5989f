import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import tls from 'node:tls';
import { describe, expect, it } from 'vitest';
import { createAuthority, issueClientCertificate, issueServerCertificate } from './certificates.ts';

describe('certificates', () => {
  it('let a server and a client know each other', async () => {
    const authority = await createAuthority({ commonName: 'test authority' });
    const server = await issueServerCertificate(authority, {
      commonName: 'gateway',
      hosts: ['127.0.0.1', 'localhost', '::1'],
    });
    const client = await issueClientCertificate(authority, { commonName: 'jane', organizations: ['admins', 'people'] });
    const listener = tls.createServer({
      cert: server.certificate,
      key: server.key,
      ca: authority.certificate,
      requestCert: true,
    });
    listener.listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const accepted = once(listener, 'secureConnection');

    const { port } = listener.address() as { port: number };
    const socket = tls.connect({
      host: '127.0.0.1',
      port,
      ca: authority.certificate,
      cert: client.certificate,
      key: client.key,
    });
    await once(socket, 'secureConnect');
    const [connection] = (await accepted) as [tls.TLSSocket];
    const { subject } = connection.getPeerCertificate();
    socket.destroy();
    listener.close();

    expect(socket.authorized).toBe(true);
    expect(connection.authorized).toBe(true);
    expect(subject).toMatchObject({ CN: 'jane', O: ['admins', 'people'] });
  });

  it('are valid from a little before now for the days asked', async () => {
    const now = new Date('2026-03-01T12:00:00Z');
    const authority = await createAuthority({ commonName: 'a', days: 10, now });
    const server = await issueServerCertificate(authority, { commonName: 'b', hosts: ['b.example'], days: 2, now });

    const [root, leaf] = [authority, server].map(({ certificate }) => new X509Certificate(certificate));

    expect(root?.ca).toBe(true);
    expect(leaf?.ca).toBe(false);
    expect(leaf?.checkIssued(root as X509Certificate)).toBe(true);
    expect(leaf?.subjectAltName).toBe('DNS:b.example');
    expect(root?.validToDate).toEqual(new Date('2026-03-11T12:00:00Z'));
    expect(leaf?.validFromDate).toEqual(new Date('2026-03-01T11:55:00Z'));
    expect(leaf?.validToDate).toEqual(new Date('2026-03-03T12:00:00Z'));
  });
});
