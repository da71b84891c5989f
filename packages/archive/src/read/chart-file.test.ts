import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parseManifest } from '@violet/oci';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describePackage } from '../describe.ts';
import { chartArchive, tarOf } from '../testing.ts';
import { imageContents } from './image-contents.ts';
import { openPackage } from './package-file.ts';

let directory: string;
let path: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'violet-chart-file-'));
  path = join(directory, 'demo-1.0.0.tgz');
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const chartYaml = 'apiVersion: v2\nname: demo\nversion: 1.0.0+a\n';

async function layersOf(file: Awaited<ReturnType<typeof openPackage>>): Promise<Buffer[]> {
  const [image] = await file.images();
  if (image === undefined) throw new Error('no image');
  const { manifests } = await imageContents(file, image);
  const [manifest] = manifests.map(({ bytes, mediaType }) => parseManifest(bytes, mediaType, path));
  if (manifest?.kind !== 'image') throw new Error('no manifest');
  return Promise.all(manifest.content.layers.map(({ digest }) => file.readBlob(digest, 1e6)));
}

describe('a plain Helm chart', () => {
  it('is the package that it would make, with its provenance file', async () => {
    const archive = await chartArchive('demo', { 'Chart.yaml': chartYaml });
    await writeFile(path, archive);
    await writeFile(`${path}.prov`, 'signed');

    const file = await openPackage(path);

    expect(describePackage(file.manifest)).toEqual({
      name: 'demo',
      displayName: 'demo',
      type: 'chart',
      version: '1.0.0+a',
      platforms: [],
      artifact: 'public-charts/demo:1.0.0_a',
      relatedImages: [],
    });
    expect(await layersOf(file)).toEqual([archive, Buffer.from('signed')]);
  });

  it('is the same artifact each time', async () => {
    await writeFile(path, await chartArchive('demo', { 'Chart.yaml': chartYaml }));
    const roots = await Promise.all([openPackage(path), openPackage(path)].map(async (file) => (await file).images()));

    expect(roots[0]?.[0]?.root.digest).toBe(roots[1]?.[0]?.root.digest);
  });

  it.each([
    ['has no Chart.yaml', () => chartArchive('demo', { 'values.yaml': '' }), 'Chart.yaml file is missing'],
    [
      'leads out of itself',
      () => tarOf({ 'demo/Chart.yaml': chartYaml, 'demo/../../../etc/passwd': '' }).then((tar) => gzipSync(tar)),
      'chart illegally references parent directory',
    ],
    [
      'has a version with a path in it',
      () => chartArchive('demo', { 'Chart.yaml': 'apiVersion: v2\nname: demo\nversion: ../../x\n' }),
      'chart.metadata.version "../../x" is invalid',
    ],
  ])('that %s is refused, and so is a package of it', async (_what, archive, why) => {
    await writeFile(path, await archive());

    await expect(openPackage(path)).rejects.toMatchObject({
      code: 'Invalid',
      reason: 'NotAPackage',
      message: expect.stringMatching(/demo-1\.0\.0\.tgz is not a package: .*, and it is no Helm chart: /),
    });
    await expect(openPackage(path)).rejects.toThrow(why);
  });
});
