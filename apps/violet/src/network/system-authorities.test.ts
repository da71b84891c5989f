import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildPackage } from '@violet/archive';
import { aPlugin, chartArchive } from '@violet/archive/testing';
import { createAuthority, type Identity, issueServerCertificate } from '@violet/controller';
import { connectRegistry, mediaTypes, pushArtifact } from '@violet/oci';
import { type FakeRegistry, startFakeRegistry } from '@violet/oci/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aPlatform, type PlatformUnderTest } from '../testing/a-platform.ts';

const main = fileURLToPath(new URL('../main.ts', import.meta.url));
let platform: PlatformUnderTest;
let cwd: string;

beforeAll(async () => {
  platform = await aPlatform();
  cwd = await mkdtemp(join(tmpdir(), 'violet-authorities-'));
  await buildPackage({ ...(await aPlugin('demo', 'v1.0.0')), output: join(cwd, 'demo.tgz') });
});
afterAll(async () => {
  await platform?.close();
  await rm(cwd, { recursive: true, force: true });
});

/** A process of its own: what it trusts is for all of it. */
function violet(words: string[], env: Record<string, string>): Promise<{ code: unknown; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [main, ...words], { cwd, env: { HOME: cwd, ...env } }, (error, _stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stderr }),
    );
  });
}

function push(env: Record<string, string>): Promise<{ code: unknown; stderr: string }> {
  const words = ['push', 'demo.tgz', '--platform-address', platform.address, '--platform-username', 'admin'];
  return violet(words, { VIOLET_PLATFORM_PASSWORD: platform.password, ...env });
}

/** A registry of a private authority that has a chart, and keeps its blobs on a host whose authority is another one. */
async function aRegistryWithStorage(): Promise<{ registry: FakeRegistry; ca: string; storageCa: string }> {
  const [own, others] = [await createAuthority({ commonName: 'own' }), await createAuthority({ commonName: 'others' })];
  const identityOf = (authority: Identity, host: string) =>
    issueServerCertificate(authority, { commonName: host, hosts: [host] });
  const identities = [await identityOf(own, '127.0.0.1'), await identityOf(others, 'localhost')] as const;
  const registry = await startFakeRegistry({ blobsElsewhere: true }, ...identities);
  const client = connectRegistry({ address: registry.address, ca: own.certificate });
  const metadata = { apiVersion: 'v2', name: 'demo', version: '1.0.0' };
  const bytes = await chartArchive('demo', { 'Chart.yaml': JSON.stringify(metadata), 'templates/a.yaml': '' });
  await pushArtifact(client, 'charts/demo', '1.0.0', {
    config: { mediaType: mediaTypes.helmConfig, bytes: Buffer.from(JSON.stringify(metadata)) },
    layers: [{ mediaType: mediaTypes.helmChart, bytes }],
  });
  client.close();
  const [ca, storageCa] = [join(cwd, 'own.crt'), join(cwd, 'others.crt')];
  await writeFile(ca, own.certificate);
  await writeFile(storageCa, others.certificate);
  return { registry, ca, storageCa };
}

describe.runIf(process.platform === 'linux')('an authority that the system knows', { timeout: 60_000 }, () => {
  it('is trusted for platform and registry, where none is named', async () => {
    expect(await push({})).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(
        'signed by an unknown authority\nHint: name the CA that signed it: --platform-ca',
      ),
    });
    // Where OpenSSL, and so Node and most other programs, look for what the system trusts.
    expect(await push({ SSL_CERT_FILE: platform.caFile })).toMatchObject({ code: 0 });
  });

  it('is not trusted beside one that is named', async () => {
    const other = fileURLToPath(new URL('../../../../packages/registry/src/testdata/tls.crt', import.meta.url));

    const { code, stderr } = await push({ SSL_CERT_FILE: platform.caFile, VIOLET_PLATFORM_CA: other });

    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('signed by an unknown authority') });
  });
  it('is trusted beside the one of a registry for storage that this leads to', async () => {
    const { registry, ca, storageCa } = await aRegistryWithStorage();
    const words = [
      'chart',
      'template',
      `oci://${registry.address}/charts/demo:1.0.0`,
      '--no-auth',
      '--registry-ca',
      ca,
    ];

    const [missing, trusted] = [await violet(words, {}), await violet(words, { SSL_CERT_FILE: storageCa })];
    await registry.close();

    expect(missing).toEqual({ code: 1, stderr: expect.stringContaining('its certificate is not trusted') });
    expect(trusted.code).toBe(0);
  });
});
