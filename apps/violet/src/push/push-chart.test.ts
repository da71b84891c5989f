import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Chart, systemNamespace } from '@violet/api';
import { buildPackage, discoverPackage, memorySource } from '@violet/archive';
import { chartArchive, exampleRegistry } from '@violet/archive/testing';
import { connectRegistry, digestOf, mediaTypes, pullLayer } from '@violet/oci';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aPlatform, type PlatformUnderTest } from '../testing/a-platform.ts';
import { type Ran, runViolet } from '../testing/run-violet.ts';

let platform: PlatformUnderTest;
let cwd: string;
let counter = 0;

beforeAll(async () => {
  platform = await aPlatform();
  cwd = await mkdtemp(join(tmpdir(), 'violet-push-chart-'));
});
afterAll(async () => {
  await platform?.close();
  await rm(cwd, { recursive: true, force: true });
});

/** A name that no other test of this platform has used. */
const freshName = () => `chart-${++counter}`;

async function aChart(name: string, { version = '1.0.0', readme = '', directory = cwd } = {}) {
  const archive = await chartArchive(name, {
    'Chart.yaml': `apiVersion: v2\nname: ${name}\nversion: ${version}\nappVersion: "1.2"\n`,
    'README.md': readme,
  });
  const path = join(directory, `${name}-${version}.tgz`);
  await writeFile(path, archive);
  return { path, archive, digest: digestOf(archive).slice('sha256:'.length) };
}

function push(paths: readonly string[], more: readonly string[] = []): Promise<Ran> {
  const env = { VIOLET_PLATFORM_CA: platform.caFile, VIOLET_PLATFORM_PASSWORD: platform.password };
  const args = ['push', ...paths, '--platform-address', platform.address, '--platform-username', 'admin', ...more];
  return runViolet(args, { cwd, env });
}

const versionsOf = async (object: string) =>
  (await platform.global.resource(Chart, systemNamespace).get(object))?.spec.versions;

describe('violet push of a Helm chart', () => {
  it('brings it to public-charts, and waits until it is listed', async () => {
    const name = freshName();
    const { path, digest } = await aChart(name, { version: '1.0.0+build.7' });

    const ran = await push([path]);

    expect(ran).toMatchObject({
      code: 0,
      stdout: `chart ${name} 1.0.0+build.7 has been pushed to public-charts successfully\n`,
    });
    expect(await versionsOf(`${name}.public-charts`)).toMatchObject([
      { name, version: '1.0.0+build.7', appVersion: '1.2', digest, urls: [`charts/${name}-1.0.0+build.7.tgz`] },
    ]);
  });

  it('changes nothing the second time', async () => {
    const name = freshName();
    const { path } = await aChart(name);
    await push([path]);
    const before = await versionsOf(`${name}.public-charts`);

    expect(await push([path])).toMatchObject({ code: 0, stdout: `chart ${name} 1.0.0 already exist, skip it\n` });
    expect(await versionsOf(`${name}.public-charts`)).toEqual(before);
  });

  it('keeps a version as it is, unless somebody insists', async () => {
    const name = freshName();
    await push([(await aChart(name)).path]);
    const { path, digest } = await aChart(name, { readme: 'other' });

    const refused = await push([path]);
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toContain(`chart ${name} 1.0.0 is already in public-charts with another content`);
    expect(refused.stderr).toContain('Hint: Give the changed chart a new version, or replace this one with --force.');

    expect(await push([path], ['--force'])).toMatchObject({ code: 0 });
    expect(await versionsOf(`${name}.public-charts`)).toMatchObject([{ version: '1.0.0', digest }]);
  });

  it('takes the provenance file along, byte for byte, later too', async () => {
    const name = freshName();
    const { path } = await aChart(name);
    await push([path]);
    await writeFile(`${path}.prov`, 'signed\r\n\u0000');

    expect(await push([path])).toMatchObject({ code: 0, stdout: expect.stringContaining('has been pushed') });
    expect(await push([path])).toMatchObject({ code: 0, stdout: expect.stringContaining('already exist') });
    const ca = await readFile(platform.caFile, 'utf8');
    const credentials = { username: 'registry-admin', password: platform.registryPassword };
    const registry = connectRegistry({ address: platform.registryAddress, ca, credentials });
    const layer = await pullLayer(registry, `public-charts/${name}`, '1.0.0', mediaTypes.helmProvenance);
    registry.close();
    expect(layer?.bytes.toString()).toBe('signed\r\n\u0000');
  });

  it('verifies it first, and plans it', async () => {
    const name = freshName();
    const { path, digest } = await aChart(name);
    await writeFile(`${path}.sha256`, `${digest}  ${name}-1.0.0.tgz\n`);

    const planned = await push([path], ['--dry-run']);
    const ran = await push([path], ['--verify', '--require', 'checksum']);
    const after = await push([path], ['--dry-run']);

    expect(planned.stdout).toContain(`  create Chart ${name}.public-charts on cluster global\n`);
    expect(ran).toMatchObject({ code: 0, stderr: expect.stringContaining('verified with checksum') });
    expect(after.stdout).toContain(`  leave Chart ${name}.public-charts on cluster global\n`);
  });

  it('puts it into another Local repository', async () => {
    const name = freshName();
    const { path } = await aChart(name);

    const ran = await push([path], ['--target-chartrepo', 'team']);

    expect(ran).toMatchObject({ code: 0, stdout: `chart ${name} 1.0.0 has been pushed to team successfully\n` });
    expect(await versionsOf(`${name}.team`)).toHaveLength(1);
    expect(await versionsOf(`${name}.public-charts`)).toBeUndefined();
  });

  it.each([
    ['does not exist', 'nope', 'chart repository nope does not exist'],
    ['is elsewhere', 'elsewhere', 'chart repository elsewhere is of type Chart: only Local ones take charts'],
  ])('names a repository that %s, and those that there are', async (_what, repo, expected) => {
    const name = freshName();
    const { path } = await aChart(name);

    const ran = await push([path], ['--target-chartrepo', repo]);

    expect(ran).toMatchObject({ code: 1, stdout: '' });
    for (const text of [expected, 'Hint: Charts can go to: public-charts, team.']) expect(ran.stderr).toContain(text);
    expect(await platform.registry.has(`${repo}/${name}`, '1.0.0')).toBe(false);
  });

  it('pushes the charts of a directory, and tells which file is none', async () => {
    const directory = join(cwd, freshName());
    await mkdir(directory);
    const names = [freshName(), freshName()];
    for (const name of names) await aChart(name, { directory });
    await writeFile(join(directory, 'broken.tgz'), await chartArchive('broken', { 'Chart.yaml': 'name: broken\n' }));

    const ran = await push([directory]);

    expect(ran.code).toBe(4);
    expect(ran.stdout.split('\n').slice(0, 2)).toEqual(
      names.sort().map((name) => `chart ${name} 1.0.0 has been pushed to public-charts successfully`),
    );
    expect(ran.stderr).toContain(
      'broken.tgz is not a package: it has no manifest.yaml, and it is no Helm chart: validation: chart.metadata.version is required',
    );
  });

  it('asks for its repository with --skip-crs too, where there is a platform to ask', async () => {
    const name = freshName();
    const { path } = await aChart(name);

    const ran = await push([path], ['--skip-crs', '--target-chartrepo', 'nope']);

    expect(ran).toMatchObject({ code: 1, stderr: expect.stringContaining('chart repository nope does not exist') });
    expect(await platform.registry.has(`nope/${name}`, '1.0.0')).toBe(false);
  });

  it('goes with --skip-crs to any registry, and with --skip-push only waits', async () => {
    const name = freshName();
    const { path } = await aChart(name);
    const missing = await push([path], ['--skip-push']);
    expect(missing).toMatchObject({ code: 1, stderr: expect.stringContaining('is not in the registry') });

    const images = await push([path], ['--skip-crs']);
    expect(images).toMatchObject({ code: 0, stdout: `chart ${name} 1.0.0: pushed (1 of 1 images sent)\n` });
    const objects = await push([path], ['--skip-push']);
    expect(objects).toMatchObject({ code: 0, stdout: `chart ${name} 1.0.0 already exist, skip it\n` });
    expect(await versionsOf(`${name}.public-charts`)).toHaveLength(1);
  });

  it('prints JSON for machines', async () => {
    const name = freshName();
    const { path } = await aChart(name);

    const ran = await push([path], ['--output', 'json']);

    expect(JSON.parse(ran.stdout).packages).toEqual([
      {
        path,
        name,
        type: 'chart',
        version: '1.0.0',
        outcome: 'pushed',
        images: { total: 1, pushed: 1 },
        objects: [`chart ${name} 1.0.0 has been pushed to public-charts successfully`],
        notes: [],
        clusters: [
          {
            cluster: 'global',
            outcome: 'updated',
            message: `chart ${name} 1.0.0 has been pushed to public-charts successfully`,
          },
        ],
      },
    ]);
  });

  it('shows what it is', async () => {
    const name = freshName();
    const { path } = await aChart(name);

    expect(await runViolet(['show', path, '--all'], { cwd })).toMatchObject({
      code: 0,
      stdout: `Name: ${name}\nType: chart\nArch: []\nVersion: 1.0.0\nArtifact: public-charts/${name}:1.0.0\nRelateImages: []\n`,
    });
  });
});

describe('violet push of a package that holds a Helm chart', () => {
  it('brings its images to the registry and the chart to the chart repository', async () => {
    const name = freshName();
    const artifact = `${exampleRegistry}/acme/${name}:2.0.0`;
    const source = memorySource();
    source.addImage(`${exampleRegistry}/acme/${name}-image:v1`, [Buffer.from('layer')], {
      os: 'linux',
      architecture: 'amd64',
    });
    const metadata = { apiVersion: 'v2', name, version: '2.0.0' };
    const values = `global:\n  images:\n    main: {repository: acme/${name}-image, tag: v1}\n`;
    const chart = { 'Chart.yaml': JSON.stringify(metadata), 'values.yaml': values };
    source.addChart(artifact, await chartArchive(name, chart), metadata);
    const manifest = await discoverPackage(source, { name, artifact, platforms: ['linux/amd64'] });
    const path = join(cwd, `${name}.tgz`);
    await buildPackage({ manifest, source, output: path });

    const ran = await push([path]);

    expect(ran).toMatchObject({
      code: 0,
      stdout: `chart ${name} 2.0.0 has been pushed to public-charts successfully\n`,
    });
    expect(await platform.registry.has(`acme/${name}-image`, 'v1')).toBe(true);
    expect(await platform.registry.has(`acme/${name}`, '2.0.0')).toBe(false);
    expect(await versionsOf(`${name}.public-charts`)).toMatchObject([{ version: '2.0.0' }]);
    expect(await push([path])).toMatchObject({ code: 0, stdout: `chart ${name} 2.0.0 already exist, skip it\n` });
  });
});
