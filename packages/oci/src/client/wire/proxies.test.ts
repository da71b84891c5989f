import { Readable } from 'node:stream';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { createAuthority, type Identity, issueServerCertificate } from '@violet/controller';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { digestOf } from '../../digest.ts';
import { repositoryOf } from '../../testing/fake-storage.ts';
import { instantClock, type ProxyOptions, type Quirks, startFakeRegistry, startRecordingProxy } from '../../testing.ts';
import { connectRegistry } from '../connect-registry.ts';
import type { RegistryOptions } from '../registry.ts';

let authority: Identity;
let identity: Identity;
const open: { close(): unknown }[] = [];
const hello = Buffer.from('hello');
const digest = digestOf(hello);
const upload = { digest, size: 5, open: () => Readable.from([hello]) };

beforeAll(async () => {
  authority = await createAuthority({ commonName: 'a CA' });
  const hosts = ['127.0.0.1', 'localhost', 'registry.example'];
  identity = await issueServerCertificate(authority, { commonName: 'registry.example', hosts });
});
afterEach(async () => {
  for (const thing of open.splice(0)) await thing.close();
});

/** A registry that is known as `registry.example` to the proxy alone. */
async function behindProxy(quirks: Quirks, proxyOptions: ProxyOptions, options: Partial<RegistryOptions> = {}) {
  const isPlain = options.plain === true;
  const fake = await startFakeRegistry(quirks, isPlain ? undefined : identity);
  const proxy = await startRecordingProxy(proxyOptions);
  const registry = connectRegistry({
    address: `registry.example:${fake.address.split(':')[1]}`,
    ca: authority.certificate,
    credentials: { username: 'me', password: 'canary' },
    clock: instantClock(),
    retries: { attempts: 1 },
    proxyFor: (url) => (url.hostname === 'localhost' ? undefined : proxy.url),
    ...options,
  });
  open.push(registry, proxy, fake);
  return { fake, proxy, registry };
}

describe('a registry behind a proxy', () => {
  it('is spoken to through a tunnel that the proxy cannot look into, over few connections', async () => {
    const { fake, proxy, registry } = await behindProxy({ auth: { scheme: 'token' } }, { login: 'who:canary-proxy' });

    await registry.uploadBlob('a/b', upload);
    for (let count = 0; count < 5; count += 1) expect(await registry.headBlob('a/b', digest)).toBe(5);

    expect(new Set(proxy.seen.map(({ line }) => line))).toEqual(new Set([`CONNECT ${registry.address}`]));
    expect(proxy.seen.length).toBeLessThan(4);
    expect(fake.seen.length).toBeGreaterThan(8);
    expect(fake.leaks).toEqual([]);
    const through = Buffer.concat(proxy.sent).toString('latin1');
    for (const secret of ['canary', '/v2/', 'hello']) expect(through).not.toContain(secret);
  });

  it('is not reached where its certificate is that of somebody else', async () => {
    const { fake, registry } = await behindProxy(
      {},
      {},
      { ca: (await createAuthority({ commonName: 'x' })).certificate },
    );

    await expect(registry.ping()).rejects.toMatchObject({
      reason: 'CertificateUntrusted',
      message: expect.stringMatching(/not trusted: unable to verify the first certificate$/),
      hint: expect.stringContaining('--registry-ca'),
    });
    expect(fake.seen).toEqual([]);
  });

  it('is spoken to through the proxy over plain HTTP too, where that was asked for', async () => {
    const { fake, proxy, registry } = await behindProxy({}, { login: 'who:canary-proxy' }, { plain: true });

    await registry.uploadBlob('a/b', upload);

    expect(proxy.seen[0]?.line).toBe(`POST http://${registry.address}/v2/a/b/blobs/uploads/`);
    expect(fake.leaks).toEqual([]);
  });

  it('may have its issuer and its storage on hosts that are reached without', async () => {
    const quirks: Quirks = { auth: { scheme: 'token', realm: 'other-host' }, blobsElsewhere: true };
    const { fake, proxy, registry } = await behindProxy(quirks, {}, { tokenHosts: ['localhost'] });

    await registry.uploadBlob('a/b', upload);
    expect((await registry.readBlob('a/b', digest, 10))?.toString()).toBe('hello');

    expect(proxy.seen.every(({ line }) => line === `CONNECT ${registry.address}`)).toBe(true);
    expect(fake.seen).toContain('GET /token');
    expect(fake.leaks).toEqual([]);
  });

  it.each([
    [{ login: 'who:right' }, 'ProxyRefused', /: it wants to know who asks \(407\)$/],
    [{ refuses: 403 }, 'ProxyRefused', /: it refuses the way \(403\)$/],
    [{ refuses: 502 }, 'ConnectionBroken', /: it refuses the way \(502\)$/],
    [{ silent: true, refuses: 200 }, 'ConnectionTimeout', /: it did not answer: /],
  ] as const)(
    'is not reached where the proxy says %j, and the proxy is named without its password',
    async (says, reason, words) => {
      const { fake, proxy, registry } = await behindProxy({}, says, { timeouts: { idleMs: 50 } });
      proxy.url.username = 'who';
      proxy.url.password = 'canary';

      const failure = await registry.ping().catch((error: Error) => error);

      expect(failure).toMatchObject({ reason, message: expect.stringMatching(words) });
      expect(String(failure)).toContain(`greeting it through the proxy ${proxy.url.host}`);
      expect(`${failure} ${(failure as Error).cause}`).not.toContain('canary');
      expect(fake.seen).toEqual([]);
    },
  );

  it('is not reached where the proxy itself speaks TLS with a certificate that nobody knows', async () => {
    const { fake, registry } = await behindProxy({}, {}, { proxyFor: () => new URL(`https://${fake.address}`) });

    await expect(registry.ping()).rejects.toMatchObject({
      message: expect.stringContaining(`through the proxy https://${fake.address}: its certificate is not trusted`),
      hint: expect.stringContaining('NODE_EXTRA_CA_CERTS'),
    });
  });

  it('is waited for no longer when the work is stopped while the proxy says nothing', async () => {
    const stopping = new AbortController();
    const { proxy, registry } = await behindProxy({}, { silent: true }, { signal: stopping.signal });
    const greeting = registry.ping();
    const stopped = expect(greeting).rejects.toMatchObject({ reason: 'Aborted' });
    await expect.poll(() => proxy.seen.length).toBe(1);
    stopping.abort();
    await stopped;
  });

  it('is not reached where nobody is the proxy', async () => {
    const { proxy, registry } = await behindProxy({}, {});
    await proxy.close();

    await expect(registry.ping()).rejects.toMatchObject({
      message: expect.stringContaining(`through the proxy ${proxy.url.host}: connection refused`),
      hint: expect.stringMatching(/^check HTTPS_PROXY/),
    });
  });
});

describe('a registry that speaks TLS', () => {
  const speaking = async (quirks: Quirks, options: Partial<RegistryOptions> = {}) => {
    const fake = await startFakeRegistry(quirks, identity);
    const credentials = { username: 'me', password: 'canary' };
    const ca = authority.certificate;
    const registry = connectRegistry({ address: fake.address, ca, credentials, clock: instantClock(), ...options });
    open.push(registry, fake);
    return { fake, registry };
  };

  it('is refused without the CA that signed it, before anything is said', async () => {
    const { fake } = await speaking({});
    const registry = connectRegistry({ address: fake.address, retries: { attempts: 1 } });
    open.push(registry);

    await expect(registry.ping()).rejects.toMatchObject({ reason: 'CertificateUntrusted' });
    expect(fake.seen).toEqual([]);
  });

  it('may lead to storage whose authority the system knows, and is not signed by it itself', async () => {
    const others = await createAuthority({ commonName: 'the CA of the storage' });
    const storage = await issueServerCertificate(others, { commonName: 'localhost', hosts: ['localhost'] });
    const fake = await startFakeRegistry({ blobsElsewhere: true }, identity, storage);
    fake.storage.blobs.set(digest, hello);
    repositoryOf(fake.storage, 'a/b').blobs.add(digest);
    const [before, asked] = [getCACertificates('default'), Promise.withResolvers<string>()];
    const trustMore = () => {
      setDefaultCACertificates([...before, others.certificate]);
      asked.resolve(fake.seen.join());
      return true;
    };
    const options = { address: fake.address, trustMore, retries: { attempts: 1 } };
    const [registry, stranger] = [authority, others].map(({ certificate: ca }) => connectRegistry({ ...options, ca }));
    open.push(registry ?? fake, stranger ?? fake, fake, { close: () => setDefaultCACertificates(before) });

    expect((await registry?.readBlob('a/b', digest, 10))?.toString()).toBe('hello');
    expect(await asked.promise).toBe(`GET /v2/a/b/blobs/${digest}`);
    await expect(stranger?.ping()).rejects.toMatchObject({ reason: 'CertificateUntrusted' });
  });

  it('is refused under another name than its certificate has', async () => {
    const of = { commonName: 'other.example', hosts: ['other.example'] };
    const fake = await startFakeRegistry({}, await issueServerCertificate(authority, of));
    const options = { ca: authority.certificate, retries: { attempts: 1 } };
    const registry = connectRegistry({ address: fake.address, ...options });
    open.push(registry, fake);

    await expect(registry.ping()).rejects.toMatchObject({ hint: 'use a name that the certificate has' });
  });

  it.each<[string, Quirks, string]>([
    ['an upload', { location: 'plain-http' }, 'which is not HTTPS'],
    ['tokens', { auth: { scheme: 'token', realm: 'plain-http' } }, 'is not HTTPS: no credentials are sent there'],
    ['tokens from another host', { auth: { scheme: 'token', realm: 'other-host' } }, 'localhost is another host'],
  ])('cannot lead its client to plain HTTP or to strangers for %s', async (_, quirks, words) => {
    const { fake, registry } = await speaking(quirks);

    await expect(registry.uploadBlob('a/b', upload)).rejects.toThrow(words);
    expect(fake.seen.filter((line) => !line.startsWith('POST /v2/'))).toEqual([]);
  });
});
