import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Artifact, ArtifactVersion, systemNamespace } from '@violet/api';
import { buildPackage } from '@violet/archive';
import { aBundle, aPlugin } from '@violet/archive/testing';
import type { Cluster } from '@violet/kube';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { aPlatform, type PlatformUnderTest } from '../testing/a-platform.ts';
import { type Ran, runViolet } from '../testing/run-violet.ts';
import { takeUp } from '../testing/take-up.ts';

let platform: PlatformUnderTest;
let region: Cluster;
let cwd: string;
let name: string;
let counter = 0;
/** What each cluster says of a version; undefined: that it is there. */
let problems: Map<Cluster, string>;
const caches: { stop(): void }[] = [];

beforeAll(async () => {
  platform = await aPlatform(['region1']);
  const [member] = platform.members.values();
  if (member === undefined) throw new Error('there is no region1');
  region = member;
  cwd = await mkdtemp(join(tmpdir(), 'violet-push-operator-'));
  for (const cluster of [platform.global, region]) caches.push(takeUp(cluster, () => problems.get(cluster)));
});
afterAll(async () => {
  for (const cache of caches) cache.stop();
  await platform?.close();
  await rm(cwd, { recursive: true, force: true });
});
beforeEach(() => {
  name = `operator-${++counter}`;
  problems = new Map();
  platform.requests.length = 0;
});

async function anOperator(): Promise<string> {
  const output = join(cwd, `${name}.tgz`);
  await buildPackage({ ...(await aBundle(name, '1.0.0')), output });
  return output;
}

function push(paths: readonly string[], more: readonly string[] = []): Promise<Ran> {
  const env = { VIOLET_PLATFORM_CA: platform.caFile, VIOLET_PLATFORM_PASSWORD: platform.password };
  const args = ['push', ...paths, '--platform-address', platform.address, '--platform-username', 'admin', ...more];
  return runViolet(args, { cwd, env });
}

const versionsOn = async (cluster: Cluster) => {
  const { items } = await cluster.resource(ArtifactVersion, systemNamespace).list();
  return items.map(({ metadata }) => metadata.name).filter((one) => one.startsWith(`${name}.`));
};
const libraryOn = async (cluster: Cluster) =>
  JSON.stringify((await cluster.resource(Artifact, systemNamespace).get(name))?.metadata.labels);

describe('violet push of an operator', () => {
  it('goes to the global cluster, says so, and changes nothing the second time', async () => {
    const path = await anOperator();

    const first = await push([path]);
    const again = await push([path]);

    expect(first).toMatchObject({
      code: 0,
      stdout: `artifactversion ${name}.v1.0.0 has been updated successfully on cluster global\n`,
      stderr: expect.stringContaining('--clusters is not given: operators go to the global cluster\n'),
    });
    expect(again).toMatchObject({
      code: 0,
      stdout: `artifactversion ${name}.v1.0.0 on cluster global already exist, skip it\n`,
    });
    expect(await versionsOn(region)).toEqual([]);
  });

  it('goes to each cluster that is named', async () => {
    const ran = await push([await anOperator()], ['--clusters', 'global,region1']);

    expect(ran).toMatchObject({ code: 0, stderr: expect.not.stringContaining('--clusters') });
    expect(ran.stdout.split('\n').slice(0, 2).sort()).toEqual([
      `artifactversion ${name}.v1.0.0 has been updated successfully on cluster global`,
      `artifactversion ${name}.v1.0.0 has been updated successfully on cluster region1`,
    ]);
    for (const cluster of [platform.global, region]) expect(await versionsOn(cluster)).toEqual([`${name}.v1.0.0`]);
  });

  it('goes to the catalogue that is named, else to that of its package', async () => {
    await push([await anOperator()], ['--target-catalog-source', 'system', '--clusters', 'global']);
    const system = await libraryOn(platform.global);
    await push([await anOperator()], ['--clusters', 'region1']);

    expect(system).toContain('"system"');
    expect(await libraryOn(region)).toContain('"platform"');
  });

  it('sends nothing where one of the clusters is not there', async () => {
    const ran = await push([await anOperator()], ['--clusters', 'region1,region9']);

    expect(ran).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('Error: cluster region9 does not exist on the platform\nHint: It has: '),
    });
    expect(await platform.registry.has(`acp/${name}`, 'v1.0.0')).toBe(false);
    expect(await versionsOn(region)).toEqual([]);
  });

  it('tells which cluster took it where another one did not, and ends with 4', async () => {
    problems.set(region, 'it has two CSVs');

    const ran = await push([await anOperator()], ['--clusters', 'global,region1']);

    expect(ran).toMatchObject({
      code: 4,
      stdout: `artifactversion ${name}.v1.0.0 has been updated successfully on cluster global\n`,
      stderr: expect.stringContaining(
        `cluster region1: artifactversion ${name}.v1.0.0 cannot be offered: it has two CSVs`,
      ),
    });
  });

  it('writes no object with --skip-crs', async () => {
    const ran = await push([await anOperator()], ['--skip-crs', '--clusters', 'region1']);

    expect(ran).toMatchObject({ code: 0, stdout: `bundle ${name} 1.0.0: pushed (2 of 2 images sent)\n` });
    expect(await versionsOn(region)).toEqual([]);
  });

  it('says nothing of clusters where there is no operator', async () => {
    const path = join(cwd, `${name}.tgz`);
    await buildPackage({ ...(await aPlugin(name, 'v1.0.0')), output: path });

    expect((await push([path])).stderr).not.toContain('--clusters');
  });

  it('counts --clusters for the operators of a mixed directory only, and reports by package and cluster', async () => {
    const directory = join(cwd, `mixed-${name}`);
    await mkdir(directory);
    const plugin = `a-plugin-${name}`;
    await buildPackage({ ...(await aPlugin(plugin, 'v1.0.0')), output: join(directory, '1.tgz') });
    await buildPackage({ ...(await aBundle(name, '1.0.0')), output: join(directory, '2.tgz') });
    await writeFile(join(directory, '3.tgz'), 'not a package');

    const ran = await push([directory, '--clusters', 'region1']);
    const again = await push([directory, '--clusters', 'region1', '--output', 'json']);

    expect(ran.code).toBe(4);
    expect(ran.stdout.split('\n')).toEqual([
      `moduleplugin ${plugin} has been updated successfully`,
      `artifactversion ${name}.v1.0.0 has been updated successfully on cluster region1`,
      '',
    ]);
    expect(ran.stderr).toContain('--clusters is ignored for cluster plugins');
    const rows = ran.stderr
      .split('\n')
      .slice(-6)
      .map((line) => line.split(/ {2,}/));
    expect(rows).toEqual([
      ['PACKAGE', 'VERSION', 'CLUSTER', 'RESULT'],
      [plugin, 'v1.0.0', 'global', 'updated'],
      [name, '1.0.0', 'region1', 'updated'],
      [join(directory, '3.tgz'), 'failed'],
      ['1 of 3 packages failed'],
      [''],
    ]);
    expect(await versionsOn(platform.global)).toEqual([]);
    expect(JSON.parse(again.stdout).packages).toMatchObject([
      { name: plugin, outcome: 'unchanged', clusters: [{ cluster: 'global', outcome: 'unchanged' }] },
      { name, outcome: 'unchanged', clusters: [{ cluster: 'region1', outcome: 'unchanged' }] },
      { path: join(directory, '3.tgz'), outcome: 'failed', error: { code: 'Invalid' } },
    ]);
  });

  it('plans the objects of each cluster', async () => {
    const path = await anOperator();
    const clusters = ['--clusters', 'global,region1', '--dry-run'];

    const before = await push([path, ...clusters]);
    await push([path, '--clusters', 'region1']);
    const after = await push([path, ...clusters]);

    expect(before.stdout).toContain('cluster region1: 2 requests; 2 objects to create, 0 to update (0 unchanged)\n');
    expect(after.stdout).toContain('cluster global: 2 requests; 2 objects to create, 0 to update (0 unchanged)\n');
    expect(after.stdout).toContain('cluster region1: 2 requests; 0 objects to create, 0 to update (2 unchanged)\n');
    expect(await versionsOn(platform.global)).toEqual([]);
  });
});
