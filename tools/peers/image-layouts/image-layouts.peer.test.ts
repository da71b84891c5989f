/** Image layouts as others write them: a package from such a layout is the one from the images themselves. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { anySource, buildPackage, type ExtensionPackage, type ImageSource, layoutSource } from '@violet/archive';
import { aPlugin, exampleRegistry } from '@violet/archive/testing';
import { printReference } from '@violet/oci';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { peer } from '../../../e2e/harness/paths.ts';

const image = `${exampleRegistry}/acp/demo:v1.0.0`;
let directory: string;
let manifest: ExtensionPackage;
/** Has the chart, and not the image. */
let chart: ImageSource;
const inDirectory = (name: string) => join(directory, name);

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'violet-layouts-'));
  const plugin = await aPlugin('demo', 'v1.0.0');
  manifest = plugin.manifest;
  chart = {
    manifest: async (reference, at) =>
      printReference({ ...reference, tag: at }) === image ? undefined : plugin.source.manifest(reference, at),
    blob: (reference, digest) => plugin.source.blob(reference, digest),
  };
  await buildPackage({ ...plugin, output: inDirectory('whole.tgz') });
  mkdirSync(inDirectory('whole'));
  execFileSync('tar', ['xzf', inDirectory('whole.tgz'), '-C', inDirectory('whole')]);
  skopeo(`oci:${inDirectory('tags')}:v1.0.0`);
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function run(program: string, ...words: string[]): void {
  execFileSync(program, words, { stdio: ['ignore', 'ignore', 'inherit'] });
}

function skopeo(to: string): void {
  run('skopeo', 'copy', '--quiet', '--preserve-digests', `oci:${inDirectory('whole')}:${image}`, to);
}

const oras = (...words: string[]) => run(peer('oras') ?? 'oras', ...words);
const regctl = (...words: string[]) => run(peer('regctl') ?? 'regctl', ...words);

describe('an image layout', () => {
  it.each<[string, (to: string) => void]>([
    ['skopeo wrote, under the full name', (to) => skopeo(`oci:${to}:${image}`)],
    ['skopeo wrote into a tar', (to) => skopeo(`oci-archive:${to}:${image}`)],
    [
      'oras wrote, under the tag',
      (to) => oras('cp', '--from-oci-layout', `${inDirectory('tags')}:v1.0.0`, '--to-oci-layout', `${to}:v1.0.0`),
    ],
    [
      'regctl wrote, under the tag',
      (to) => regctl('image', 'copy', `ocidir://${inDirectory('tags')}:v1.0.0`, `ocidir://${to}:v1.0.0`),
    ],
    [
      'regctl wrote into a tar',
      (to) => regctl('image', 'export', '--name', image, `ocidir://${inDirectory('tags')}:v1.0.0`, to),
    ],
  ])('that %s gives the same package', async (what, write) => {
    const path = inDirectory(what.replaceAll(/\W/g, '-'));
    write(path);
    const output = `${path}.tgz`;

    await buildPackage({ manifest, source: anySource([chart, await layoutSource(path)]), output });

    expect(readFileSync(output).equals(readFileSync(inDirectory('whole.tgz')))).toBe(true);
  });
});
