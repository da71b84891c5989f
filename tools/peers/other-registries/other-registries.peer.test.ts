/** Distribution 2.8 and 3 with TLS and tokens, also behind a proxy: packages go there, come back, and skopeo agrees. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildPackage, openPackage, type PackageFile, registrySource } from '@violet/archive';
import { aPlugin } from '@violet/archive/testing';
import { createAuthority, type Identity, issueServerCertificate } from '@violet/controller';
import { connectRegistry, type Registry, type RegistryOptions } from '@violet/oci';
import { startRecordingProxy } from '@violet/oci/testing';
import { pushPackages } from '@violet/publish';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type RunningDistribution, startDistribution, startOldDistribution } from '../registry-answers/distribution.ts';
import { startTokenIssuer, type TokenIssuer } from './token-issuer.ts';

const run = promisify(execFile);
const largeBytes = 12 * 1024 * 1024;
/** The large blob goes in chunks. */
const uploads = { wholeBytes: 1024 * 1024, chunkBytes: 5 * 1024 * 1024 };

let work: string;
let authority: Identity;
let issuer: TokenIssuer;
let files: PackageFile[];
const servers: RunningDistribution[] = [];
const opened: { close(): unknown }[] = [];

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'violet-others-'));
  authority = await createAuthority({ commonName: 'a CA' });
  const identity = await issueServerCertificate(authority, { commonName: '127.0.0.1', hosts: ['127.0.0.1'] });
  issuer = await startTokenIssuer(identity);
  const written = { ca: authority.certificate, crt: identity.certificate, key: identity.key };
  for (const [name, text] of Object.entries(written)) await writeFile(join(work, `tls.${name}`), text);
  const settings = {
    tls: { certificate: join(work, 'tls.crt'), key: join(work, 'tls.key') },
    token: { ...issuer.settings, rootcertbundle: join(work, 'tls.ca') },
  };
  const bin = process.env.VIOLET_PEERS_BIN;
  if (bin === undefined) throw new Error('VIOLET_PEERS_BIN does not name the folder of the peers: run npm run peers');
  servers.push(await startOldDistribution(settings), await startDistribution(bin, settings));
  const shared = Buffer.alloc(largeBytes, 'shared');
  files = await Promise.all(['one', 'two'].map((name) => aPackage(name, shared)));
});
afterEach(() => {
  for (const one of opened.splice(0)) one.close();
});
afterAll(async () => {
  for (const file of files ?? []) await file.close();
  for (const server of servers) await server.stop();
  await issuer?.close();
  await rm(work, { recursive: true, force: true });
});

async function aPackage(name: string, shared: Buffer): Promise<PackageFile> {
  const output = join(work, `${name}.tgz`);
  await buildPackage({ ...(await aPlugin(name, 'v1.0.0', { [`${name}-base`]: shared })), output });
  return openPackage(output);
}

function serverOf(version: string): RunningDistribution {
  const server = servers[version === '2.8' ? 0 : 1];
  if (server === undefined) throw new Error('no such registry');
  return server;
}

function connected(address: string, options: Partial<RegistryOptions> = {}): Registry {
  const credentials = { username: 'me', password: 'canary' };
  const registry = connectRegistry({ address, ca: authority.certificate, credentials, uploads, ...options });
  opened.push(registry);
  return registry;
}

describe.each(['2.8', '3'])('distribution %s with TLS and tokens', (version) => {
  it('takes packages that share a large blob, sent once, with one token for all of it', async () => {
    const { address } = serverOf(version);
    const sent: number[] = [];
    issuer.given.length = 0;

    const reports = await pushPackages({
      files,
      registry: connected(address),
      onEvent: (event) => event.type === 'transferred' && sent.push(event.sentBytes),
    });

    expect(reports.map(({ outcome, failure }) => failure ?? outcome)).toEqual(['pushed', 'pushed']);
    expect(sent.at(-1)).toBeLessThan(1.5 * largeBytes);
    expect(issuer.given.length).toBeLessThanOrEqual(2);
  });

  it('has all of it when it is asked again, and gives the same packages back', async () => {
    const registry = connected(serverOf(version).address);
    issuer.given.length = 0;

    const reports = await pushPackages({ files, registry });
    expect(reports.map(({ outcome }) => outcome)).toEqual(['unchanged', 'unchanged']);
    expect(issuer.given).toHaveLength(1);

    const [file] = files;
    const output = join(work, 'again.tgz');
    if (file === undefined) throw new Error('there is no package');
    await buildPackage({ manifest: file.manifest, source: registrySource(() => registry), output });
    expect((await readFile(output)).equals(await readFile(file.path))).toBe(true);
  });

  it('gives skopeo the image that was pushed', async () => {
    const { address } = serverOf(version);
    const there = `docker://${address}/acp/two-base:v1.0.0`;
    const env = { PATH: process.env.PATH, HOME: work, SSL_CERT_FILE: join(work, 'tls.ca'), TMPDIR: work };
    const words = ['--insecure-policy', 'inspect', '--raw', '--creds', 'me:canary', there];

    const { stdout } = await run('skopeo', words, { env });

    const mine = await connected(address).getManifest('acp/two-base', 'v1.0.0');
    expect(stdout).toBe(Buffer.from(mine?.bytes ?? []).toString('utf8'));
  });

  it('lets nobody in with another password, and says so', async () => {
    const registry = connected(serverOf(version).address, { credentials: { username: 'me', password: 'other' } });

    await expect(pushPackages({ files, registry })).rejects.toMatchObject({
      code: 'Unauthorized',
      hint: 'check the username and password for this registry',
    });
  });

  it('is reached through a proxy that sees nothing but where to', async () => {
    const { address } = serverOf(version);
    const proxy = await startRecordingProxy({ login: 'who:canary-proxy' });
    try {
      const registry = connected(address, { proxyFor: () => proxy.url });
      const [report] = await pushPackages({ files: files.slice(0, 1), registry, force: true });

      expect(report?.failure).toBeUndefined();
      const lines = new Set(proxy.seen.map(({ line }) => line));
      expect(lines).toEqual(new Set([`CONNECT ${address}`, `CONNECT ${new URL(issuer.settings.realm).host}`]));
      expect(Buffer.concat(proxy.sent).includes('canary')).toBe(false);
      registry.close();
    } finally {
      await proxy.close();
    }
  });
});
