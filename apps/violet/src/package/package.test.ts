import { access, mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildPackage, openPackage } from '@violet/archive';
import { aModulePlugin, aPlugin, exampleRegistry } from '@violet/archive/testing';
import { printYaml } from '@violet/machinery';
import { connectRegistry } from '@violet/oci';
import { pushPackages } from '@violet/publish';
import { openRegistry, type RegistryServer, serveRegistry } from '@violet/registry';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aServerThatAnswers } from '../testing/a-server-that-answers.ts';
import { runViolet } from '../testing/run-violet.ts';

let cwd: string;
let server: RegistryServer;

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'violet-package-'));
  server = await serveRegistry(await openRegistry({ directory: join(cwd, 'registry') }), { port: 0 });
});

afterEach(async () => {
  await server.close();
  await rm(cwd, { recursive: true, force: true });
});

/** A plugin's package, made without a registry. */
async function aPackage(name: string): Promise<string> {
  const output = join(cwd, `${name}.tgz`);
  await buildPackage({ ...(await aPlugin(name, 'v1.0.0')), output });
  return output;
}

/** Puts a plugin's chart and images into the registry, as a vendor does; gives the chart's address. */
async function publishedPlugin(name: string): Promise<string> {
  const path = await aPackage(name);
  const file = await openPackage(path);
  const registry = connectRegistry({ address: server.address, plain: true });
  await pushPackages({ files: [file], registry });
  registry.close();
  await file.close();
  await rm(path);
  return `${server.address}/acp/chart-${name}:v1.0.0`;
}

const plain = ['--plain', '--no-auth'];

describe('violet create and package', () => {
  it('go from a chart in a registry to a package that shows what it is', async () => {
    const artifact = await publishedPlugin('demo');

    const created = await runViolet(['create', 'demo', '--artifact', artifact, ...plain], { cwd });
    const packaged = await runViolet(['package', 'demo', ...plain], { cwd });
    const shown = await runViolet(['show', 'demo.tgz', '--all'], { cwd });

    expect(created).toMatchObject({ code: 0, stderr: 'plugin v1.0.0 with 1 image\n' });
    expect((await readdir(join(cwd, 'demo'))).sort()).toEqual(['manifest.yaml', 'module-plugin.yaml']);
    expect(packaged).toMatchObject({
      code: 0,
      stdout: `successfully packaged and saved it to: ${join(cwd, 'demo.tgz')}\n`,
    });
    expect(shown.stdout.split('\n')).toEqual([
      'Name: The demo',
      'Type: plugin',
      'Arch: [linux/amd64]',
      'Version: v1.0.0',
      `Artifact: ${artifact}`,
      `RelateImages: [${server.address}/acp/demo:v1.0.0]`,
      '',
    ]);
  });

  it('take linux/amd64 where no platform is named, and those that are', async () => {
    const args = ['create', 'demo', '--artifact', await publishedPlugin('demo'), '--force', ...plain];
    const platforms = async () =>
      /platforms:\s*\n((?: +- .*\n)+)/
        .exec(await readFile(join(cwd, 'demo', 'manifest.yaml'), 'utf8'))?.[1]
        ?.match(/\S+\/\S+/g);

    await runViolet(args, { cwd });
    const unnamed = await platforms();
    await runViolet([...args, '--platforms', 'linux/arm64,linux/amd64', '--platforms', 'linux/arm64'], { cwd });
    const named = await platforms();

    expect(unnamed).toEqual(['linux/amd64']);
    expect(named).toEqual(['linux/arm64', 'linux/amd64']);
  });

  it('warn of an image that is for one of the platforms alone', async () => {
    const args = ['create', 'demo', '--artifact', await publishedPlugin('demo'), '--force', ...plain];
    await runViolet([...args, '--platforms', 'linux/arm64,linux/amd64'], { cwd });

    const { code, stderr } = await runViolet(['package', 'demo', ...plain], { cwd });

    expect(code).toBe(0);
    expect(stderr).toMatch(/^Warning: \S+\/acp\/demo:\S+ is for linux\/amd64 alone: it does not run on linux\/arm64$/m);
  });

  it('write to the file that is asked for, under either name of the flag', async () => {
    const artifact = await publishedPlugin('demo');
    await runViolet(['create', 'demo', '--artifact', artifact, ...plain], { cwd });

    await runViolet(['package', 'demo', '--output-file', 'one.tgz', ...plain], { cwd });
    await runViolet(['package', 'demo', '--output', 'two', ...plain], { cwd });

    expect((await readFile(join(cwd, 'one.tgz'))).equals(await readFile(join(cwd, 'two.tgz')))).toBe(true);
  });

  it('take what people changed in the directory between the two', async () => {
    const artifact = await publishedPlugin('demo');
    await runViolet(['create', 'demo', '--artifact', artifact, ...plain], { cwd });
    const path = join(cwd, 'demo', 'manifest.yaml');
    const text = await readFile(path, 'utf8');
    await writeFile(
      path,
      text.replace('displayName: The demo', 'displayName: Renamed').replace(/ {4}- .*demo:v1.0.0\n/, ''),
    );
    await writeFile(path, (await readFile(path, 'utf8')).replace(/relatedImages:\s*$/m, 'relatedImages: []'));

    const packaged = await runViolet(['package', 'demo', ...plain], { cwd });
    const shown = await runViolet(['show', 'demo.tgz', '--all'], { cwd });

    expect(packaged.stderr).toMatch(/^1 image, /);
    expect(shown.stdout).toContain('Name: Renamed\n');
    expect(shown.stdout).toContain('RelateImages: []');
  });

  it('prefer the ModulePlugin that is named on the command line', async () => {
    const artifact = await publishedPlugin('demo');
    const plugin = aModulePlugin('demo', 'v1.0.0');
    plugin.spec.description.en = 'Another description';
    await writeFile(join(cwd, 'plugin.yaml'), printYaml(plugin));

    await runViolet(['create', 'demo', '--artifact', artifact, '--module-plugin', 'plugin.yaml', ...plain], { cwd });

    expect(await readFile(join(cwd, 'demo', 'module-plugin.yaml'), 'utf8')).toContain('Another description');
  });

  it('do not overwrite what may have been edited, unless told to', async () => {
    const artifact = await publishedPlugin('demo');
    const args = ['create', 'demo', '--artifact', artifact, ...plain];
    await runViolet(args, { cwd });

    const again = await runViolet(args, { cwd });
    const forced = await runViolet([...args, '--force'], { cwd });

    expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining('has a manifest.yaml already') });
    expect(forced.code).toBe(0);
  });

  it('tell programs what was found, and which files to look at', async () => {
    const args = ['create', 'demo', '--artifact', await publishedPlugin('demo'), '--output', 'json', ...plain];

    const { code, stdout, stderr } = await runViolet(args, { cwd });

    expect({ code, stdout: JSON.parse(stdout) }).toEqual({
      code: 0,
      stdout: {
        name: 'demo',
        type: 'plugin',
        version: 'v1.0.0',
        relatedImages: [`${server.address}/acp/demo:v1.0.0`],
        files: ['manifest.yaml', 'module-plugin.yaml'].map((file) => join(cwd, 'demo', file)),
      },
    });
    for (const line of stderr.trim().split('\n')) expect(JSON.parse(line)).toMatchObject({ event: 'note' });
  });

  it('leave nothing half made where a part cannot be written, so that the next one is no second one', async () => {
    const args = ['create', 'demo', '--artifact', await publishedPlugin('demo'), ...plain];
    await mkdir(join(cwd, 'demo', 'module-plugin.yaml'), { recursive: true });

    const failed = await runViolet(args, { cwd });
    const left = await readdir(join(cwd, 'demo'));
    await rm(join(cwd, 'demo', 'module-plugin.yaml'), { recursive: true });
    const again = await runViolet(args, { cwd });

    expect({ code: failed.code, left }).toEqual({ code: 1, left: ['module-plugin.yaml'] });
    expect(again).toMatchObject({ code: 0 });
  });

  it.each([
    ['a chart that is not there', 'acp/chart-absent:v1', /no such chart or bundle/],
    ['an image in place of a chart', 'acp/demo:v1.0.0', /is neither a Helm chart nor an operator bundle/],
  ])('refuse %s', async (_what, path, message) => {
    await publishedPlugin('demo');

    const ran = await runViolet(['create', 'x', '--artifact', `${server.address}/${path}`, ...plain], { cwd });

    expect(ran).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(message) });
    await expect(access(join(cwd, 'x'))).rejects.toThrow();
  });

  it('say that the directory has to be created first', async () => {
    const ran = await runViolet(['package', 'demo'], { cwd });

    expect(ran.stderr).toContain('Hint: Make it with: violet create demo --artifact <registry>/<repository>:<tag>');
  });

  it('send credentials to the registry of the artifact alone', async () => {
    const other = await aServerThatAnswers(401);
    const artifact = await publishedPlugin('demo');
    await runViolet(['create', 'demo', '--artifact', artifact, ...plain], { cwd });
    const path = join(cwd, 'demo', 'manifest.yaml');
    await writeFile(
      path,
      (await readFile(path, 'utf8')).replace(`- ${server.address}/acp/demo`, `- ${other.address}/acp/demo`),
    );

    const credentials = ['--username', 'robot', '--password', 'not-for-others'];
    const ran = await runViolet(['package', 'demo', '--plain', ...credentials], { cwd });

    expect(ran.code).toBe(1);
    expect(other.authorizations).toEqual([]);
    await other.close();
  });
});

describe('violet show', () => {
  it('prints four lines', async () => {
    const { stdout } = await runViolet(['show', await aPackage('demo')], { cwd });

    expect(stdout).toBe('Name: The demo\nType: plugin\nArch: [linux/amd64]\nVersion: v1.0.0\n');
  });

  it('prints one JSON document', async () => {
    const path = await aPackage('demo');

    const { stdout } = await runViolet(['show', path, '--output', 'json'], { cwd });

    const { images, ...document } = JSON.parse(stdout);
    expect(document).toMatchObject({
      name: 'demo',
      type: 'plugin',
      artifact: `${exampleRegistry}/acp/chart-demo:v1.0.0`,
      path,
      blobs: { count: 6 },
      bases: [],
      signature: 'absent',
      checksum: 'absent',
      verificationFiles: [],
    });
    expect(images[1]).toEqual({
      name: `${exampleRegistry}/acp/demo:v1.0.0`,
      digest: expect.stringMatching(/^sha256:/),
      isThirdParty: false,
      bytes: expect.any(Number),
      layers: [{ digest: expect.stringMatching(/^sha256:/), size: expect.any(Number) }],
    });
  });

  it('says in one sentence that a package is truncated', async () => {
    const path = await aPackage('demo');
    await truncate(path, 3000);

    const { code, stderr } = await runViolet(['show', path], { cwd });

    expect(code).toBe(1);
    expect(stderr).toBe(
      `Error: ${path}: the package is truncated: its end is missing\nHint: Download or copy the package again.\n`,
    );
  });
});
