import { execFileSync } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { blobPath, digestOf, type Reference } from '@violet/oci';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { imageContents } from '../read/image-contents.ts';
import { namedImages } from '../read/named-images.ts';
import { openPackage } from '../read/package-file.ts';
import type { ImageSource } from '../sources/image-source.ts';
import { layoutSource } from '../sources/layout-source.ts';
import { memorySource } from '../sources/memory-source.ts';
import { aPlugin, aPluginBySha512, exampleRegistry, tarOf } from '../testing.ts';
import { verifyPackage } from '../verify/verify-package.ts';
import { buildPackage } from './build-package.ts';

let directory: string;
let output: string;
const keyring = () => Promise.reject(new Error('nothing is signed'));

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'violet-build-'));
  output = join(directory, 'demo.tgz');
});

afterEach(() => rm(directory, { recursive: true, force: true }));

describe('building a package', () => {
  it('gives the same bytes for the same images', async () => {
    const again = join(directory, 'again.tgz');
    for (const path of [output, again]) {
      await buildPackage({ ...(await aPlugin('demo', 'v1.0.0')), output: path });
    }

    expect((await readFile(output)).equals(await readFile(again))).toBe(true);
  });

  it('gives a file that tar extracts to an OCI layout, and that layout gives the same file', async () => {
    const { manifest, source } = await aPlugin('demo', 'v1.0.0');
    await buildPackage({ manifest, source, output });

    execFileSync('tar', ['xzf', output], { cwd: directory });
    const again = join(directory, 'again.tgz');
    await buildPackage({ manifest, source: await layoutSource(directory), output: again });

    expect((await readFile(output)).equals(await readFile(again))).toBe(true);
  });

  it('takes blobs from a source whose streams are those of files', async () => {
    const { manifest, source } = await aPlugin('demo', 'v1.0.0');
    const fromFiles: ImageSource = {
      manifest: source.manifest,
      async blob(image, digest) {
        const path = join(directory, digest.replace(':', '-'));
        await writeFile(path, (await source.blob(image, digest)) ?? '');
        return createReadStream(path);
      },
    };

    await buildPackage({ manifest, source: fromFiles, output });

    const again = join(directory, 'again.tgz');
    await buildPackage({ manifest, source, output: again });
    expect((await readFile(output)).equals(await readFile(again))).toBe(true);
  });

  it('puts the text files first, then manifests, then blobs, each in the order of digests', async () => {
    const { manifest, source } = await aPlugin('demo', 'v1.0.0', { other: await tarOf({ a: 'a' }) });
    await buildPackage({ manifest, source, output });

    const names = execFileSync('tar', ['tzf', output], { encoding: 'utf8' }).trim().split('\n');
    const blobs = names.slice(4);

    expect(names.slice(0, 4)).toEqual(['manifest.yaml', 'blobs.json', 'oci-layout', 'index.json']);
    expect(blobs.slice(0, 3)).toEqual(blobs.slice(0, 3).toSorted());
    expect(blobs.slice(3)).toEqual(blobs.slice(3).toSorted());
  });

  it('cuts an index down to the wanted platforms and keeps one that is pinned by digest', async () => {
    const { manifest, source } = await aPlugin('demo', 'v1.0.0');
    const images = ['amd64', 'arm64'].map((architecture) => ({
      platform: { os: 'linux', architecture },
      layers: [Buffer.from(architecture)],
    }));
    const index = source.addIndex(`${exampleRegistry}/acp/multi:v1`, images);
    const both = [`${exampleRegistry}/acp/multi:v1`, `${exampleRegistry}/acp/multi@${index.digest}`];

    for (const [reference, expected] of [
      [both[0], ['amd64']],
      [both[1], ['amd64', 'arm64']],
    ] as const) {
      const spec = { ...manifest.spec, relatedImages: [{ image: reference ?? '' }] };
      await buildPackage({ manifest: { ...manifest, spec }, source, output });
      const file = await openPackage(output);
      const there = ['amd64', 'arm64'].filter((text) => file.find(digestOf(text)) !== undefined);
      await file.close();

      expect(there).toEqual(expected);
    }
  });

  it('keeps an index whole under its tag where another reference pins it, so that both are one image at that tag', async () => {
    const { manifest, source } = await aPlugin('demo', 'v1.0.0');
    const images = ['amd64', 'arm64'].map((architecture) => ({
      platform: { os: 'linux', architecture },
      layers: [Buffer.from(architecture)],
    }));
    const multi = `${exampleRegistry}/acp/multi:v1`;
    const { digest } = source.addIndex(multi, images);
    const relatedImages = [{ image: multi }, { image: `${multi}@${digest}` }];

    await buildPackage({ manifest: { ...manifest, spec: { ...manifest.spec, relatedImages } }, source, output });
    const file = await openPackage(output);
    const { images: named } = await namedImages(file);
    await file.close();

    expect(named.slice(1).map(({ root }) => root.digest)).toEqual([digest, digest]);
  });

  it('refuses images that no push could bring to one place, and writes nothing', async () => {
    const { manifest, source } = await aPlugin('demo', 'v1.0.0');
    const platform = { os: 'linux', architecture: 'amd64' };
    source.addImage('other.example.com/acp/demo:v1.0.0', [Buffer.from('another')], platform);
    manifest.spec.relatedImages.push({ image: 'other.example.com/acp/demo:v1.0.0' });

    await expect(buildPackage({ manifest, source, output })).rejects.toMatchObject({
      code: 'Invalid',
      message: `${output}: ${exampleRegistry}/acp/demo:v1.0.0 and other.example.com/acp/demo:v1.0.0 are different images that would both become acp/demo:v1.0.0`,
    });
    expect(await readdir(directory)).toEqual([]);

    manifest.spec.relatedImages = manifest.spec.relatedImages.map(({ image }) =>
      image.startsWith('other') ? { image, isThirdParty: true } : { image },
    );
    await expect(buildPackage({ manifest, source, output })).resolves.toMatchObject({ images: 3 });
  });

  it('takes what the digest of an image says, whatever its tag has become (GHSA-qv35-3gw6-8q4j)', async () => {
    const { manifest, source } = await aPlugin('demo', 'v1.0.0');
    const tagged = `${exampleRegistry}/acp/demo:v1.0.0`;
    const platform = { os: 'linux', architecture: 'amd64' };
    const { digest } = source.addImage(`${exampleRegistry}/acp/demo:v0`, [Buffer.from('pinned')], platform);
    const pinned = `${tagged}@${digest}`;
    const moved = (await tarOf({ 'bin/demo': 'demo v1.0.0' })).toString('latin1');
    const build = (one: ImageSource) =>
      buildPackage({
        manifest: { ...manifest, spec: { ...manifest.spec, relatedImages: [{ image: pinned }] } },
        source: one,
        output,
      });

    await build(source);
    const file = await openPackage(output);
    const there = ['pinned', moved].map((text) => file.find(digestOf(Buffer.from(text, 'latin1'))) !== undefined);
    await file.close();
    const lying = { ...source, manifest: (image: Reference) => source.manifest(image, image.tag ?? '') };

    expect(there).toEqual([true, false]);
    await expect(build(lying)).rejects.toThrow(`${pinned}: digest mismatch: the registry sent other bytes`);
  });

  it('names the platform that an image lacks, and those that it has', async () => {
    const { manifest, source } = await aPlugin('demo', 'v1.0.0');
    source.addIndex(`${exampleRegistry}/acp/demo:v1.0.0`, [
      { platform: { os: 'linux', architecture: 'amd64' }, layers: [] },
    ]);
    manifest.spec.platforms = ['linux/amd64', 'linux/s390x'];

    await expect(buildPackage({ manifest, source, output })).rejects.toMatchObject({
      message: 'registry.example.com/acp/demo:v1.0.0: there is no image for linux/s390x',
      hint: 'It has linux/amd64; choose with --platforms.',
    });
  });

  it('tells which image is for one platform alone, and which of the package it is not for', async () => {
    const { manifest, source } = await aPlugin('demo', 'v1.0.0');
    manifest.spec.platforms = ['linux/amd64', 'linux/arm64'];

    const { single } = await buildPackage({ manifest, source, output });
    manifest.spec.platforms = ['linux/amd64'];
    const fitting = await buildPackage({ manifest, source, output });

    expect(single).toEqual([
      { image: `${exampleRegistry}/acp/demo:v1.0.0`, platform: 'linux/amd64', lacking: ['linux/arm64'] },
    ]);
    expect(fitting.single).toEqual([]);
  });

  it.each<[string, (bytes: Buffer) => Buffer]>([
    ['has other bytes', (bytes) => Buffer.from(bytes.map((byte) => byte ^ 1))],
    ['is cut off', (bytes) => bytes.subarray(1)],
    ['has too many bytes', (bytes) => Buffer.concat([bytes, bytes])],
  ])('leaves nothing behind, and the former package as it was, when a blob %s', async (_what, change) => {
    const { manifest, source } = await aPlugin('demo', 'v1.0.0', { other: Buffer.alloc(3_000_000) });
    await buildPackage({ manifest, source, output });
    const former = await readFile(output);
    const layout = join(directory, 'layout');
    await mkdir(layout);
    execFileSync('tar', ['xzf', output], { cwd: layout });
    const blob = join(layout, blobPath(digestOf(Buffer.alloc(3_000_000))));
    await writeFile(blob, change(await readFile(blob)));

    await expect(buildPackage({ manifest, source: await layoutSource(layout), output })).rejects.toMatchObject({
      message: expect.stringMatching(
        /^registry\.example\.com\/acp\/other:v1\.0\.0: (digest mismatch|failed to download): /,
      ),
    });

    expect((await readFile(output)).equals(former)).toBe(true);
    expect((await readdir(directory)).sort()).toEqual(['demo.tgz', 'layout']);
  });

  it('is whole when two build it at the same time', async () => {
    const { manifest, source } = await aPlugin('demo', 'v1.0.0');

    await Promise.all([1, 2, 3].map(() => buildPackage({ manifest, source, output })));

    const file = await openPackage(output);
    for (const digest of file.digests()) await file.verifyBlob(digest);
    await file.close();
    expect(await readdir(directory)).toEqual(['demo.tgz']);
  });

  it('says in one sentence that it cannot write there', async () => {
    const { manifest, source } = await aPlugin('demo', 'v1.0.0');
    await mkdir(output);

    await expect(buildPackage({ manifest, source, output })).rejects.toMatchObject({
      code: 'BadRequest',
      message: expect.stringContaining(`cannot write ${output}: `),
    });
    expect(await readdir(directory)).toEqual(['demo.tgz']);
  });

  it('carries an image that is pinned by sha512, as every tar and layout reads it, and the same again from there', async () => {
    const { manifest, source, digest } = await aPluginBySha512('demo', 'v1.0.0');
    await buildPackage({ manifest, source, output, seal: {} });
    const [layout, again] = [join(directory, 'layout'), join(directory, 'again.tgz')];
    await mkdir(layout);
    execFileSync('tar', ['xzf', output], { cwd: layout });
    await buildPackage({ manifest, source: await layoutSource(layout), output: again });

    expect(digestOf(await readFile(join(layout, blobPath(digest))), 'sha512')).toBe(digest);
    expect((await readdir(join(layout, 'blobs/sha512'))).length).toBe(4);
    expect((await readFile(output)).equals(await readFile(again))).toBe(true);
  });

  it('is read and verified where images are pinned by sha512, whichever gzip wrote it', async () => {
    const { manifest, source, digest } = await aPluginBySha512('demo', 'v1.0.0');
    await buildPackage({ manifest, source, output });
    const foreign = join(directory, 'foreign.tgz');
    await writeFile(foreign, gzipSync(gunzipSync(await readFile(output))));

    for (const path of [output, foreign]) {
      const file = await openPackage(path);
      const { images } = await namedImages(file);
      const [strong] = images.filter(({ root }) => root.digest === digest);
      if (strong === undefined) throw new Error('it is not there');
      const { manifests, blobs } = await imageContents(file, strong);
      for (const one of file.digests()) await file.verifyBlob(one);
      await file.close();
      expect(manifests.map((one) => one.digest)).toEqual([expect.stringMatching(/^sha512:/), digest]);
      expect(blobs.length).toBe(2);
      expect(await verifyPackage(path, { keyring, now: new Date() })).not.toHaveProperty('failure');
    }
  });

  it('leaves layers that are known by sha512 to a base', async () => {
    const first = await aPluginBySha512('demo', 'v1.0.0');
    await buildPackage({ ...first, output });
    const { manifest, source } = await aPluginBySha512('demo', 'v1.1.0');
    manifest.spec.relatedImages.push(...first.manifest.spec.relatedImages.filter(({ image }) => image.includes('@')));
    const both: ImageSource = {
      manifest: async (image, at) => (await source.manifest(image, at)) ?? first.source.manifest(image, at),
      blob: async (image, at) => (await source.blob(image, at)) ?? first.source.blob(image, at),
    };
    const base = await openPackage(output);
    const { lacking } = await buildPackage({
      manifest,
      source: both,
      bases: [base],
      output: join(directory, 'next.tgz'),
    });
    await base.close();

    expect(lacking.map((blob) => blob.digest)).toEqual([expect.stringMatching(/^sha512:/)]);
    const verified = await verifyPackage(join(directory, 'next.tgz'), { keyring, now: new Date() });
    expect(verified).not.toHaveProperty('failure');
  });

  it('names an image that is not there', async () => {
    const { manifest } = await aPlugin('demo', 'v1.0.0');

    await expect(buildPackage({ manifest, source: memorySource(), output })).rejects.toThrow(
      'registry.example.com/acp/chart-demo:v1.0.0: failed to download: no such image',
    );
  });
});
