import { cp, mkdir, mkdtemp, open, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ModuleConfig, ModulePlugin, ProductBase, publishedVersionsOf } from '@violet/api';
import { buildPackage } from '@violet/archive';
import { aPlugin } from '@violet/archive/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { aPlatform, type PlatformUnderTest } from '../testing/a-platform.ts';
import { aServerThatAnswers } from '../testing/a-server-that-answers.ts';
import { type Ran, runViolet } from '../testing/run-violet.ts';

let platform: PlatformUnderTest;
let cwd: string;
let counter = 0;

beforeAll(async () => {
  platform = await aPlatform();
});
afterAll(() => platform?.close());

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'violet-push-'));
  platform.requests.length = 0;
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

/** A name that no other test of this platform has used. */
const freshName = () => `plugin-${++counter}`;

async function aPackage(name: string, version = 'v1.0.0', directory = cwd): Promise<string> {
  const output = join(directory, `${name}-${version}.tgz`);
  await buildPackage({ ...(await aPlugin(name, version)), output });
  return output;
}

interface PushOptions {
  username?: string;
  password?: string;
}

function push(paths: readonly string[], more: readonly string[] = [], options: PushOptions = {}): Promise<Ran> {
  const { username = 'admin', password = platform.password } = options;
  const env = { VIOLET_PLATFORM_CA: platform.caFile, VIOLET_PLATFORM_PASSWORD: password };
  const args = ['push', ...paths, '--platform-address', platform.address, '--platform-username', username, ...more];
  return runViolet(args, { cwd, env });
}

const pluginNamed = (name: string) => platform.global.resource(ModulePlugin).get(name);

describe('violet push of a cluster plugin', () => {
  it('logs in, brings images and chart to the platform and makes the version installable', async () => {
    const name = freshName();

    const ran = await push([await aPackage(name)]);
    const config = await platform.global.resource(ModuleConfig).get(`${name}-v1.0.0`);

    expect(ran).toMatchObject({ code: 0, stdout: `moduleplugin ${name} has been updated successfully\n` });
    expect(await platform.registry.has(`acp/${name}`, 'v1.0.0')).toBe(true);
    expect(config?.status?.readyForDeploy).toBe(true);
  });

  it('changes nothing the second time', async () => {
    const name = freshName();
    const path = await aPackage(name);
    await push([path]);
    const before = await pluginNamed(name);

    const again = await push([path]);

    expect(again).toMatchObject({ code: 0, stdout: `moduleplugin ${name} v1.0.0 already exist, skip it\n` });
    expect((await pluginNamed(name))?.metadata.resourceVersion).toBe(before?.metadata.resourceVersion);
  });

  it('keeps both of two versions that are pushed at the same time, and shows the higher one', async () => {
    const name = freshName();
    const paths = [await aPackage(name, 'v1.1.0'), await aPackage(name, 'v1.0.0'), await aPackage(name, 'v1.2.0')];

    const runs = await Promise.all(paths.map((path) => push([path])));
    const plugin = await pluginNamed(name);
    const versions = publishedVersionsOf(plugin?.metadata.annotations).map(({ version }) => version);

    expect(runs.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(versions.sort()).toEqual(['v1.0.0', 'v1.1.0', 'v1.2.0']);
    expect(plugin?.spec.appReleases?.[0]?.chartVersions[0]?.version).toBe('v1.2.0');
  });

  it('does not replace a published version by another chart, unless forced', async () => {
    const name = freshName();
    await push([await aPackage(name)]);
    const { manifest, source, artifact } = await aPlugin(name, 'v1.0.0', { other: Buffer.from('other') });
    source.addChart(artifact, await changedChart(name), { apiVersion: 'v2', name: `chart-${name}`, version: 'v1.0.0' });
    await buildPackage({ manifest, source, output: join(cwd, 'changed.tgz') });

    const refused = await push(['changed.tgz']);
    const forced = await push(['changed.tgz'], ['--force']);

    expect(refused).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('is already published with another chart'),
    });
    expect(forced).toMatchObject({ code: 0, stderr: expect.not.stringContaining('Error') });
  });

  it('says that --clusters does not count', async () => {
    const ran = await push([await aPackage(freshName())], ['--clusters', 'one,two']);

    expect(ran.code).toBe(0);
    expect(ran.stderr).toContain('--clusters is ignored for cluster plugins');
  });

  it('pushes all packages of a directory, and tells which failed', async () => {
    const [good, bad] = [freshName(), freshName()];
    await mkdir(join(cwd, 'packages'));
    await aPackage(good, 'v1.0.0', join(cwd, 'packages'));
    await writeFile(join(cwd, 'packages', `${bad}.tgz`), 'not a package');

    const ran = await push(['packages']);

    expect(ran.code).toBe(4);
    expect(ran.stdout).toBe(`moduleplugin ${good} has been updated successfully\n`);
    expect(ran.stderr).toContain(`Error: ${join(cwd, 'packages', `${bad}.tgz`)} is not a package`);
    expect(ran.stderr).toContain('1 of 2 packages failed');
  });

  it('pushes a package once that is named twice, or under two names', async () => {
    const name = freshName();
    const path = await aPackage(name);
    await cp(path, join(cwd, 'copy.tgz'));

    const ran = await push([path, path, `./${name}-v1.0.0.tgz`, cwd], ['--output', 'json']);

    expect(ran.code).toBe(0);
    expect(JSON.parse(ran.stdout).packages).toMatchObject([
      { path, outcome: 'pushed' },
      { path: join(cwd, 'copy.tgz'), outcome: 'pushed', sameAs: path },
    ]);
    expect(platform.requests.filter((one) => /^POST .*\/moduleplugins$/.test(one))).toHaveLength(1);
  });

  it('pushes images alone with --skip-crs, and the object alone with --skip-push', async () => {
    const name = freshName();
    const path = await aPackage(name);

    const early = await push([path], ['--skip-push']);
    const images = await push([path], ['--skip-crs']);
    const withoutObject = await pluginNamed(name);
    const object = await push([path], ['--skip-push']);

    expect(early).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/is not in the registry\nHint: Push without --skip-push/),
    });
    expect(images).toMatchObject({ code: 0, stdout: `plugin ${name} v1.0.0: pushed (2 of 2 images sent)\n` });
    expect(withoutObject).toBeUndefined();
    expect(object.stdout).toBe(`moduleplugin ${name} has been updated successfully\n`);
  });

  it('prints one JSON document', async () => {
    const name = freshName();

    const { stdout } = await push([await aPackage(name)], ['--output', 'json']);

    expect(JSON.parse(stdout)).toMatchObject({
      packages: [{ name, version: 'v1.0.0', outcome: 'pushed', images: { total: 2, pushed: 2 } }],
    });
  });

  it('prints sound JSON whatever the secrets are, and no secret in the errors of it', async () => {
    await writeFile(join(cwd, 'outcome.tgz'), 'not a package');
    const args = [
      'push',
      'outcome.tgz',
      '--skip-crs',
      '--dest-repo',
      'a.b',
      '--username',
      'me',
      '--password',
      'outcome',
    ];

    const { stdout } = await runViolet([...args, '--output', 'json'], { cwd });

    expect(JSON.parse(stdout).packages).toMatchObject([
      {
        path: join(cwd, 'outcome.tgz'),
        outcome: 'failed',
        error: { message: expect.stringContaining('******.tgz is not a package') },
      },
    ]);
  });

  it('never shows a password, not even with --debug', async () => {
    const ran = await push([await aPackage(freshName())], ['--debug']);

    expect(ran.code).toBe(0);
    for (const secret of [platform.password, platform.registryPassword]) {
      expect(ran.stdout + ran.stderr).not.toContain(secret);
    }
  });

  it.each<[string, string[], Record<string, string>, string]>([
    [
      'a token that is none',
      ['--platform-token', 'no-token'],
      {},
      'unauthorized: the token is not valid (any more)\nHint: Make a new API token',
    ],
    [
      'a platform whose authority nobody has named',
      ['--platform-token', 'no-token'],
      { VIOLET_PLATFORM_CA: '' },
      "the server's certificate is signed by an unknown authority\nHint: name the CA that signed it: --platform-ca FILE",
    ],
  ])('says what to do about %s', async (_what, args, env, words) => {
    const path = await aPackage(freshName());
    const all = ['push', path, '--platform-address', platform.address, ...args];

    const { code, stderr } = await runViolet(all, { cwd, env: { VIOLET_PLATFORM_CA: platform.caFile, ...env } });

    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(words) });
  });

  it('asks whether this is a platform where it is none', async () => {
    const args = ['--platform-address', `${platform.address}/elsewhere`, '--platform-token', 'no-token'];

    const ran = await runViolet(['push', await aPackage(freshName()), ...args, '--platform-ca', platform.caFile], {
      cwd,
    });

    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain(`${platform.address}/elsewhere/kubernetes/global`);
    expect(ran.stderr).toContain('Hint: Is this the address of a platform?');
  });

  it('takes a token in place of name and password', async () => {
    const { login } = await import('../platform/login.ts');
    const { connectCluster } = await import('@violet/kube');
    const gateway = connectCluster({ server: platform.address, ca: await readFile(platform.caFile, 'utf8') });
    const token = await login(gateway, 'admin', platform.password);
    await gateway.close();
    const name = freshName();

    const args = ['push', await aPackage(name), '--platform-address', platform.address, '--platform-token', token];
    const ran = await runViolet([...args, '--platform-ca', platform.caFile], { cwd });

    expect(ran).toMatchObject({ code: 0, stdout: `moduleplugin ${name} has been updated successfully\n` });
  });
});

describe('a push that must not happen', () => {
  it.each([
    ['an account without the role', 'auditor', 'Use an account that has this role.'],
    [
      'a role of the property Custom',
      'custom',
      'If the role property of your account is set to Custom, you cannot use this tool.',
    ],
  ])("refuses %s in the manual's words, before anything is sent", async (_what, username, hint) => {
    const name = freshName();

    const ran = await push([await aPackage(name)], [], { username });

    expect(ran.code).toBe(1);
    expect(ran.stderr).toBe(
      `Error: ${username}: The account must have the role property set to System and the role name must be platform-admin-system.\nHint: ${hint}\n`,
    );
    expect(platform.requests.filter((request) => request.includes('/kubernetes/'))).toEqual([]);
    expect(await platform.registry.has(`acp/${name}`, 'v1.0.0')).toBe(false);
  });

  it('is told a wrong password in one sentence', async () => {
    const ran = await push([await aPackage(freshName())], [], { password: 'wrong-password' });

    expect(ran.code).toBe(1);
    expect(ran.stderr).toMatch(
      /^Error: platform https:\S+: unauthorized: wrong user name or password \(admin\)\nHint: .*\n$/,
    );
  });

  it('is told that the platform does not answer, or is not trusted', async () => {
    const path = await aPackage(freshName());
    const login = ['--platform-username', 'admin', '--platform-password', 'some-password'];

    const silent = await runViolet(['push', path, '--platform-address', 'https://127.0.0.1:1', ...login], { cwd });
    const untrusted = await runViolet(['push', path, '--platform-address', platform.address, ...login], { cwd });

    expect(silent).toMatchObject({ code: 1, stderr: expect.stringMatching(/^Error: .*127\.0\.0\.1:1.*/) });
    expect(untrusted).toMatchObject({ code: 1, stderr: expect.stringMatching(/certificate/) });
    for (const { stderr } of [silent, untrusted]) expect(stderr).not.toMatch(/\n\s+at /);
  });

  it('is told that the registry does not take its credentials', async () => {
    const name = freshName();
    const credentials = ['--username', 'robot', '--password', 'wrong-password'];
    const ca = ['--registry-ca', platform.caFile];

    const ran = await push([await aPackage(name)], ['--dest-repo', platform.registryAddress, ...credentials, ...ca]);

    expect(ran.code).toBe(1);
    expect(ran.stderr).toMatch(
      /^Error: registry \S+: .*401.*\nHint: check the username and password for this registry\n$/,
    );
    expect(await pluginNamed(name)).toBeUndefined();
  });

  it('gives the credentials of the registry to a token issuer elsewhere only when that was named', async () => {
    const issuer = await aServerThatAnswers(200);
    const port = issuer.address.split(':')[1];
    const registry = await aServerThatAnswers(401, {
      'www-authenticate': `Bearer realm="http://localhost:${port}/token"`,
    });
    const path = await aPackage(freshName());
    const credentials = ['--username', 'robot', '--password', 'for-the-registry'];
    const args = ['push', path, '--skip-crs', '--dest-repo', registry.address, '--plain', ...credentials];

    const refused = await runViolet(args, { cwd });
    const before = [...issuer.authorizations];
    await runViolet([...args, '--token-hosts', 'localhost'], { cwd });

    expect(refused).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Hint: if that host may have them: --token-hosts localhost'),
    });
    expect(before).toEqual([]);
    expect(issuer.authorizations).toHaveLength(1);
    for (const server of [issuer, registry]) await server.close();
  });

  it('asks nobody anything when the package is truncated', async () => {
    const path = await aPackage(freshName());
    await truncate(path, 5000);

    const ran = await push([path]);

    expect(ran).toMatchObject({ code: 1, stderr: expect.stringContaining(`${path}: the package is truncated`) });
    expect(platform.requests).toEqual([]);
  });

  it('writes no object when the registry fails', async () => {
    const name = freshName();
    const broken = await aServerThatAnswers(500);

    const ran = await push([await aPackage(name)], ['--dest-repo', broken.address, '--plain', '--no-auth']);
    await broken.close();

    expect(ran).toMatchObject({ code: 1, stderr: expect.stringMatching(/^Error: registry 127.0.0.1:\d+: .*500/) });
    expect(await pluginNamed(name)).toBeUndefined();
  });

  it('writes no object for a package whose blob does not match its digest, and exits with 3', async () => {
    const name = freshName();
    const path = await aPackage(name);
    await overwriteLayer(path, `${name} v1.0.0`);

    const ran = await push([path]);

    expect(ran.code).toBe(3);
    expect(ran.stderr).toContain(path);
    expect(ran.stderr).toMatch(/does not match its digest sha256:/);
    expect(await pluginNamed(name)).toBeUndefined();
  });

  it('names the registry that a standby would have sent the images to', async () => {
    const base = platform.global.resource(ProductBase);
    const setRole = (role: string | null) => base.patch('base', { type: 'merge', body: { spec: { role } } });
    await setRole('standby');

    const ran = await push([await aPackage(freshName())]);
    await setRole(null);

    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain(
      `is a standby: without --dest-repo the images would go to ${platform.registryAddress}`,
    );
  });

  it('stops when the person has had enough', async () => {
    const path = await aPackage(freshName());
    const args = ['push', path, '--skip-crs', '--dest-repo', platform.registryAddress, '--no-auth'];

    const ran = await runViolet(args, { cwd, signal: AbortSignal.abort() });

    expect(ran).toMatchObject({ code: 1, stderr: 'Stopped. Run the same command again to continue.\n' });
  });
});

async function changedChart(name: string): Promise<Buffer> {
  const { chartArchive, aModulePlugin } = await import('@violet/archive/testing');
  const { printYaml } = await import('@violet/machinery');
  return chartArchive(`chart-${name}`, {
    'Chart.yaml': printYaml({ apiVersion: 'v2', name: `chart-${name}`, version: 'v1.0.0' }),
    'module-plugin.yaml': printYaml(aModulePlugin(name, 'v1.0.0')),
    'README.md': 'changed',
  });
}

/** Changes a layer of the package where it lies in the file. */
async function overwriteLayer(path: string, content: string): Promise<void> {
  const file = await open(path, 'r+');
  const at = (await file.readFile()).indexOf(content);
  await file.write(Buffer.from('tampered'), 0, 8, at);
  await file.close();
}
