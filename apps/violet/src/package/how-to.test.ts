import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildPackage, discoverPackage, memorySource } from '@violet/archive';
import { aVendor, chartArchive } from '@violet/archive/testing';
import { printYaml } from '@violet/machinery';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runViolet } from '../testing/run-violet.ts';

const root = join(import.meta.dirname, '../../../..');
const page = readFileSync(join(root, 'docs/how-to/build-packages.md'), 'utf8');
const registry = 'harbor.demo.io/acp';
const platform = { os: 'linux', architecture: 'amd64' };
/** Layers: one that both versions have, one each. */
const common = Buffer.alloc(2 ** 20, 'the same in both');

/** Each command of the page, with the lines that it shows. */
const examples = [...page.matchAll(/^\$ npx violet (.*)\n((?:(?!```|\$ ).*\n)*)/gm)].map(
  ([, command = '', output = '']) => ({ command, lines: output.split('\n').filter((line) => line !== '') }),
);

let cwd: string;

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'violet-how-to-'));
  await symlink(join(root, 'samples'), join(cwd, 'samples'));
  await writeImages();
  await writeBase();
  await writeKey();
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

/** What `skopeo copy` would have brought. */
async function writeImages(): Promise<void> {
  const output = join(cwd, 'images.tgz');
  const artifact = `${registry}/chart-web-cli:v4.1.0`;
  await pack('v4.1.0', artifact, output);
  await mkdir(join(cwd, 'images'));
  execFileSync('tar', ['xzf', output], { cwd: join(cwd, 'images') });
}

async function writeBase(): Promise<void> {
  const output = join(cwd, 'web-cli-v4.0.4.tgz');
  await pack('v4.0.4', `${registry}/chart-web-cli:v4.0.4`, output);
  await mkdir(join(cwd, 'packages'));
  await cp(output, join(cwd, 'packages', 'web-cli-v4.0.4.tgz'));
  const installed = [{ clusterName: 'global', version: 'v4.0.4' }];
  const applications = { 'web-cli': { displayName: 'Web CLI', type: 'Chart', installed } };
  await writeFile(join(cwd, 'apps.yaml'), printYaml({ applications }));
}

/** A package of a chart with the image of this version. */
async function pack(version: string, artifact: string, output: string): Promise<void> {
  const source = memorySource();
  const metadata = { apiVersion: 'v2', name: 'web-cli', version };
  const values = printYaml({ global: { images: { cli: { repository: 'acp/web-cli', tag: version } } } });
  const chart = await chartArchive('web-cli', { 'Chart.yaml': printYaml(metadata), 'values.yaml': values });
  source.addChart(artifact, chart, metadata);
  source.addIndex(`${registry}/web-cli:${version}`, [{ platform, layers: [common, Buffer.from(version)] }]);
  const manifest = await discoverPackage(source, { name: 'web-cli', artifact, platforms: ['linux/amd64'] });
  await buildPackage({ manifest, source, output });
}

async function writeKey(): Promise<void> {
  const { secretKey, publicKey } = await aVendor();
  await writeFile(join(cwd, 'vendor.key'), secretKey);
  await writeFile(join(cwd, 'vendor.pub'), publicKey);
}

describe('the how-to about building packages', () => {
  it.each(examples)('shows what happens: $command', async ({ command, lines }) => {
    const { code, stdout, stderr } = await runViolet(command.split(' '), { cwd });

    expect({ code, stderr }).toMatchObject({ code: 0 });
    for (const line of lines) expect(stdout + stderr).toContain(line);
  });

  it('has examples', () => {
    expect(examples.length).toBeGreaterThan(6);
  });
});
