import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildPackage } from '@violet/archive';
import { aPlugin } from '@violet/archive/testing';
import { createAuthority, issueServerCertificate } from '@violet/controller';
import { type FakeRegistry, type RecordingProxy, startFakeRegistry, startRecordingProxy } from '@violet/oci/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Ran, runViolet } from '../testing/run-violet.ts';

let cwd: string;
let fake: FakeRegistry;
let proxy: RecordingProxy;
let address: string;

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'violet-connect-'));
  const authority = await createAuthority({ commonName: 'a CA' });
  const names = { commonName: 'registry.example', hosts: ['registry.example'] };
  fake = await startFakeRegistry({ auth: { scheme: 'token' } }, await issueServerCertificate(authority, names));
  proxy = await startRecordingProxy({ login: 'who:proxy-canary' });
  address = `registry.example:${fake.address.split(':')[1]}`;
  await writeFile(join(cwd, 'ca.pem'), authority.certificate);
  await buildPackage({ ...(await aPlugin('demo', 'v1.0.0', {})), output: join(cwd, 'demo.tgz') });
  const helper = join(cwd, 'bin/docker-credential-fake');
  await mkdir(join(cwd, 'bin'));
  const answer = JSON.stringify({ Username: 'me', Secret: 'canary' });
  await writeFile(helper, `#!/bin/sh\ncat > /dev/null\necho '${answer}'\n`);
  await chmod(helper, 0o755);
  await mkdir(join(cwd, '.docker'));
});
afterAll(async () => {
  await proxy.close();
  await fake.close();
  await rm(cwd, { recursive: true, force: true });
});
beforeEach(() => {
  proxy.seen.length = 0;
  fake.seen.length = 0;
});

/** `registry.example` is known to the proxy alone: who does not go through it does not get there. */
function push(env: Record<string, string> = {}): Promise<Ran> {
  const own = { HOME: cwd, PATH: `${join(cwd, 'bin')}:${process.env['PATH']}`, VIOLET_REGISTRY_CA: 'ca.pem' };
  const args = ['push', 'demo.tgz', '--skip-crs', '--dest-repo', address, '--debug'];
  return runViolet(args, { cwd, env: { ...own, HTTPS_PROXY: proxy.url.href, ...env } });
}

const configure = (config: unknown) => writeFile(join(cwd, '.docker/config.json'), JSON.stringify(config));

describe('a push', () => {
  it('goes through the proxy that the environment names, with what a credential helper has', async () => {
    await configure({ credHelpers: { [address]: 'fake' } });

    const ran = await push();

    expect(ran).toMatchObject({ code: 0, stdout: expect.stringContaining('plugin demo') });
    expect(new Set(proxy.seen.map(({ line }) => line))).toEqual(new Set([`CONNECT ${address}`]));
    expect(fake.seen).toContain('PUT /v2/acp/demo/manifests/v1.0.0');
    expect(fake.leaks).toEqual([]);
    expect(ran.stdout + ran.stderr).not.toContain('canary');
  });

  it('ends before any connection where nobody has stored credentials', async () => {
    await configure({ auths: { 'other.example': { auth: 'bWU6Y2FuYXJ5' } } });

    expect(await push()).toMatchObject({ code: 2, stderr: expect.stringContaining('log in with docker or skopeo') });
    expect(proxy.seen).toEqual([]);
  });

  it('names the proxy that does not let it through, and not its password', async () => {
    await configure({ credHelpers: { [address]: 'fake' } });
    const wrong = new URL(proxy.url);
    wrong.password = 'wrong-canary';

    const ran = await push({ HTTPS_PROXY: wrong.href });

    expect(ran).toMatchObject({ code: 1, stderr: expect.stringContaining(`through the proxy ${wrong.host}`) });
    expect(ran.stderr).toContain('it wants to know who asks (407)');
    expect(ran.stdout + ran.stderr).not.toContain('canary');
    expect(fake.seen).toEqual([]);
  });
});
