import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ModulePlugin } from '@violet/api';
import { buildPackage } from '@violet/archive';
import { aPlugin } from '@violet/archive/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { aPlatform, type PlatformUnderTest } from '../testing/a-platform.ts';
import { type Ran, runViolet } from '../testing/run-violet.ts';

let platform: PlatformUnderTest;
let cwd: string;
let counter = 0;

beforeAll(async () => {
  platform = await aPlatform();
});
afterAll(() => platform?.close());
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'violet-push-plan-'));
  platform.requests.length = 0;
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

/** A name that no other test of this platform has used. */
const freshName = () => `planned-${++counter}`;

async function aPackage(name: string, more: Record<string, Uint8Array> = {}): Promise<string> {
  const output = join(cwd, `${name}.tgz`);
  await buildPackage({ ...(await aPlugin(name, 'v1.0.0', more)), output });
  return output;
}

function push(args: readonly string[]): Promise<Ran> {
  const env = { VIOLET_PLATFORM_CA: platform.caFile, VIOLET_PLATFORM_PASSWORD: platform.password };
  return runViolet(['push', ...args, '--platform-username', 'admin'], { cwd, env });
}

const pushToPlatform = (args: readonly string[]) => push([...args, '--platform-address', platform.address]);
const pluginNamed = (name: string) => platform.global.resource(ModulePlugin).get(name);
const plan = async (...args: string[]) => {
  const ran = await pushToPlatform([...args, '--dry-run', '--plan', 'plan.json']);
  expect(ran).toMatchObject({ code: 0 });
};

describe('violet push --dry-run', () => {
  it('tells what would go to the registry and to each cluster, and changes nothing', async () => {
    const name = freshName();

    const ran = await pushToPlatform([await aPackage(name), '--dry-run']);

    expect(ran).toMatchObject({ code: 0, stderr: expect.stringContaining('nothing was sent: --dry-run\n') });
    expect(ran.stdout.split('\n')).toEqual([
      expect.stringMatching(
        new RegExp(
          `^registry ${platform.registryAddress}: \\d.* in \\d+ requests; 2 images to push \\(0 there\\), \\d+ blobs to send, 0 to mount \\(0 there\\)$`,
        ),
      ),
      'cluster global: 2 requests; 1 objects to create, 0 to update (0 unchanged)',
      `plugin ${name} v1.0.0: would push 2 of 2 images`,
      `  create ModulePlugin ${name} on cluster global`,
      '',
    ]);
    expect(await pluginNamed(name)).toBeUndefined();
    expect(await platform.registry.has(`acp/${name}`, 'v1.0.0')).toBe(false);
    expect(platform.requests.filter((one) => /^(POST|PUT|DELETE) \/kubernetes/.test(one))).toEqual([]);
  });

  it('has nothing to do after the push', async () => {
    const name = freshName();
    const path = await aPackage(name);
    await pushToPlatform([path]);

    const ran = await pushToPlatform([path, '--dry-run']);

    expect(ran.stdout).toContain(': 0 B in 0 requests; 0 images to push (2 there), 0 blobs to send, 0 to mount');
    expect(ran.stdout).toContain(`plugin ${name} v1.0.0: already exist, would be skipped\n`);
    expect(ran.stdout).toContain(`  leave ModulePlugin ${name} on cluster global\n`);
  });

  it('ends with 4 where one package would be refused, and says why', async () => {
    const good = await aPackage(freshName());
    await writeFile(join(cwd, 'bad.tgz'), 'not a package');

    const ran = await pushToPlatform([good, 'bad.tgz', '--dry-run']);

    expect(ran).toMatchObject({ code: 4, stderr: expect.stringContaining('bad.tgz is not a package') });
  });

  it('prints the plan for programs, in which no secret is', async () => {
    const ran = await pushToPlatform([await aPackage(freshName()), '--dry-run', '--output', 'json']);

    expect(JSON.parse(ran.stdout)).toMatchObject({
      apiVersion: 'violet.cpaas.io/v1alpha1',
      kind: 'PushPlan',
      destination: { registry: platform.registryAddress, platform: platform.address },
      packages: [{ outcome: 'push', contents: expect.stringMatching(/^sha256:/) }],
    });
    for (const secret of [platform.password, platform.registryPassword]) expect(ran.stdout).not.toContain(secret);
  });
});

describe('violet push --apply-plan', () => {
  it('pushes what was planned, and holds when it is applied again', async () => {
    const name = freshName();
    await plan(await aPackage(name));

    const ran = await pushToPlatform(['--apply-plan', 'plan.json']);
    const again = await pushToPlatform(['--apply-plan', 'plan.json']);

    expect(ran).toMatchObject({ code: 0, stdout: `moduleplugin ${name} has been updated successfully\n` });
    expect(again).toMatchObject({ code: 0, stdout: `moduleplugin ${name} v1.0.0 already exist, skip it\n` });
  });

  it('takes the package from another place, where it is the same', async () => {
    const name = freshName();
    const path = await aPackage(name);
    await plan(path);
    await mkdir(join(cwd, 'usb'));
    await rename(path, join(cwd, 'usb', 'renamed.tgz'));

    expect(await pushToPlatform(['usb', '--apply-plan', 'plan.json'])).toMatchObject({ code: 0 });
    expect(await pluginNamed(name)).toBeDefined();
  });

  it('keeps to the settings of the plan', async () => {
    const name = freshName();
    await plan(await aPackage(name), '--skip-crs');

    expect(await pushToPlatform(['--apply-plan', 'plan.json'])).toMatchObject({
      code: 0,
      stdout: `plugin ${name} v1.0.0: pushed (2 of 2 images sent)\n`,
    });
    expect(await pluginNamed(name)).toBeUndefined();
  });

  it('sends nothing where a package is another one by now', async () => {
    const name = freshName();
    const path = await aPackage(name);
    await plan(path);
    await aPackage(name, { other: Buffer.from('other') });

    const ran = await pushToPlatform(['--apply-plan', 'plan.json']);

    expect(ran).toMatchObject({ code: 1, stdout: '' });
    expect(ran.stderr).toContain('Error: the plan does not hold any more, nothing was sent');
    expect(ran.stderr).toContain(`${path} holds another package than when it was planned`);
    expect(await platform.registry.has(`acp/${name}`, 'v1.0.0')).toBe(false);
  });

  it('sends nothing where the object that was there is gone', async () => {
    const name = freshName();
    await pushToPlatform([await aPackage(name)]);
    await buildPackage({ ...(await aPlugin(name, 'v2.0.0')), output: join(cwd, 'two.tgz') });
    await plan('two.tgz');
    await platform.global.resource(ModulePlugin).delete(name);

    const ran = await pushToPlatform(['--apply-plan', 'plan.json']);

    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain(
      `ModulePlugin ${name} on cluster global was there when it was planned, and is not any more`,
    );
    expect(await platform.registry.has(`acp/${name}`, 'v2.0.0')).toBe(false);
  });

  it('sends nothing to another registry than that of the plan', async () => {
    const name = freshName();
    await plan(await aPackage(name));
    const text = await readFile(join(cwd, 'plan.json'), 'utf8');
    await writeFile(join(cwd, 'plan.json'), text.replace(platform.registryAddress, 'harbor.example.com'));

    const ran = await pushToPlatform(['--apply-plan', 'plan.json']);

    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain(
      `registry: the plan is for harbor.example.com, and this is ${platform.registryAddress}`,
    );
  });

  it.each([
    [['--dry-run'], '--dry-run and --apply-plan exclude each other'],
    [['--clusters', 'a'], "--clusters is the plan's: it cannot be given with --apply-plan"],
    [['--skip-crs'], "--skip-crs is the plan's"],
    [['--force'], "--force is the plan's"],
  ])('is not combined with %j', async (args, message) => {
    await plan(await aPackage(freshName()));

    const ran = await pushToPlatform(['--apply-plan', 'plan.json', ...args]);

    expect(ran).toMatchObject({ code: 2, stderr: expect.stringContaining(`Error: ${message}`) });
  });

  it.each([
    ['absent.json', 'absent.json cannot be read'],
    ['no-plan.json', 'no-plan.json is no plan of a push: it is no PushPlan'],
  ])('says what is wrong with %s', async (file, message) => {
    await writeFile(join(cwd, 'no-plan.json'), '{}');

    const ran = await pushToPlatform(['--apply-plan', file]);

    expect(ran).toMatchObject({ code: 1, stderr: expect.stringContaining(message) });
  });
});
