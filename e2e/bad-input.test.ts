import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Kubectl, kubectlFor } from './harness/kubectl.ts';
import { type StoryPlatform, startPlatform } from './harness/platform.ts';
import type { Ran } from './harness/run.ts';
import { samplePackage } from './harness/samples.ts';
import { violet } from './harness/violet.ts';

let platform: StoryPlatform;
let kubectl: Kubectl;
let sample: string;
const directory = mkdtempSync(join(tmpdir(), 'violet-bad-input-'));

beforeAll(async () => {
  platform = await startPlatform();
  kubectl = kubectlFor(platform.kubeconfig);
  sample = await samplePackage('web-cli', 'v4.0.4');
});
afterAll(async () => {
  rmSync(directory, { recursive: true, force: true });
  await platform?.remove();
});

function pushWith(file: string, over: Readonly<Record<string, string>> = {}, ...more: string[]): Promise<Ran> {
  const flags = {
    'platform-address': platform.address,
    'platform-username': 'admin',
    'platform-password': platform.adminPassword,
    ...over,
  };
  return violet(platform, [
    'push',
    file,
    ...Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value]),
    ...more,
  ]);
}

function copyOf(name: string, change: (file: string, bytes: Buffer) => void): string {
  const file = join(directory, name);
  const bytes = readFileSync(sample);
  writeFileSync(file, bytes);
  change(file, bytes);
  return file;
}

/** One clear sentence and a way out: no stack trace, no secret, nothing written. */
async function expectClear(ran: Ran, code: number, message: RegExp): Promise<void> {
  expect({ code: ran.code, stderr: ran.stderr }).toMatchObject({ code, stderr: expect.stringMatching(message) });
  expect(ran.stderr).not.toMatch(/\n\s+at .+:\d+:\d+/);
  expect(ran.stderr + ran.stdout).not.toContain(platform.adminPassword);
  expect(await kubectl('get moduleplugins -o name')).toBe('');
}

describe('a push that cannot be', () => {
  it.each([
    ['no package', 'text.tgz', (file: string) => writeFileSync(file, 'hello')],
    ['truncated', 'half.tgz', (file: string, bytes: Buffer) => truncateSync(file, Math.floor(bytes.length / 2))],
  ] as const)('names a file that is %s', async (_title, name, change) => {
    await expectClear(await pushWith(copyOf(name, change)), 1, new RegExp(name.replace('.', '\\.')));
  });

  it('refuses a blob that does not match its digest, with exit code 3', async () => {
    const file = copyOf('changed.tgz', (path, bytes) => {
      // Text of an image's layer: the package's own structure stays whole.
      const at = bytes.lastIndexOf('acp/web-cli:v4.0.4 for');
      bytes.write('XXX', at);
      writeFileSync(path, bytes);
    });
    await expectClear(await pushWith(file), 3, /changed\.tgz.*digest/is);
  });

  it('names a file that is not there', async () => {
    await expectClear(await pushWith(join(directory, 'missing.tgz')), 1, /missing\.tgz/);
  });

  it('says who refused a wrong password, without saying the password', async () => {
    await expectClear(await pushWith(sample, { 'platform-password': 'not the one' }), 1, /wrong user name or password/);
  });

  it('names a platform that does not answer', async () => {
    await expectClear(await pushWith(sample, { 'platform-address': 'https://127.0.0.1:1' }), 1, /127\.0\.0\.1:1/);
  });

  it('names a registry that answers 500 in the middle', async () => {
    const key = readFileSync(join(platform.directory, 'server.key'));
    const cert = readFileSync(join(platform.directory, 'server.crt'));
    const broken = createServer({ key, cert }, (request, response) => {
      request.resume();
      response.writeHead(request.url === '/v2/' ? 200 : 500).end();
    });
    await new Promise<void>((resolve) => broken.listen(0, '127.0.0.1', resolve));
    const address = `127.0.0.1:${(broken.address() as AddressInfo).port}`;

    const ran = await pushWith(sample, { 'dest-repo': address }, '--no-auth');

    broken.closeAllConnections();
    broken.close();
    await expectClear(ran, 1, new RegExp(`${address}.*500`, 's'));
  });

  it.each([
    ['--platform-address', { 'platform-address': 'https://[::1]:8443' }],
    ['--dest-repo', { 'dest-repo': '[::1]:11443' }],
  ])('refuses an IPv6 literal for %s as wrong usage', async (flag, over) => {
    const ran = await pushWith(sample, over as Record<string, string>, '--no-auth');
    await expectClear(ran, 2, new RegExp(flag));
  });

  it('refuses an account without the role, in the words of the manual', async () => {
    await kubectl('apply -f -', {
      input: `apiVersion: auth.alauda.io/v1
kind: UserBinding
metadata:
  name: admin-platform-admin-system
  labels:
    auth.cpaas.io/user.username: admin
    auth.cpaas.io/role.name: platform-admin-system
    auth.cpaas.io/roletemplate.official: "false"
`,
    });
    const ran = await pushWith(sample);
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain('role property');
    expect(ran.stderr).toContain('platform-admin-system');
  });
});
