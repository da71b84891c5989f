import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, open, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { digestOf, encodeTarHeader, paddedSize, printLayoutIndex, printLayoutMarker } from '@violet/oci';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildPackage } from '../build/build-package.ts';
import { packageLayout } from '../format/package-layout.ts';
import {
  blockCountOf,
  blockSize,
  fileOffsetOf,
  fileSizeOf,
  gzipHeader,
  writeBlockHeader,
} from '../format/stored-blocks.ts';
import type { ExtensionPackage } from '../manifest/extension-package.ts';
import { printExtensionPackage } from '../manifest/print.ts';
import { aPlugin, tarOf } from '../testing.ts';
import { imageContents } from './image-contents.ts';
import { openPackage } from './package-file.ts';

let directory: string;
let path: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'violet-archive-'));
  path = join(directory, 'demo.tgz');
});

afterEach(() => rm(directory, { recursive: true, force: true }));

/** A layer that spans several blocks of the file. */
const bigLayer = randomBytes(3 * blockSize + 1234);

async function writeDemo(layer: Uint8Array = bigLayer): Promise<void> {
  const { manifest, source } = await aPlugin('demo', 'v1.0.0', { big: layer });
  await buildPackage({ manifest, source, output: path });
}

/** A package of one huge blob of which only the first and the last block are written; the rest is a hole in the file. */
async function writeHollow({ manifest }: { manifest: ExtensionPackage }, blob: { digest: string; size: number }) {
  const layout = packageLayout({
    manifest: printExtensionPackage(manifest),
    layoutMarker: printLayoutMarker(),
    index: printLayoutIndex([]),
    blobs: [blob],
  });
  const front = Buffer.concat(
    layout.files.flatMap(({ name, bytes }) => {
      const padding = Buffer.alloc(paddedSize(bytes.length) - bytes.length);
      return [encodeTarHeader({ name, size: bytes.length }), bytes, padding];
    }),
  );
  const lastBlock = (blockCountOf(layout.tarLength) - 1) * blockSize;
  const header = Buffer.alloc(5);
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(layout.tarLength % 2 ** 32, 4);
  const file = await open(path, 'w');
  await file.write(gzipHeader, 0, gzipHeader.length, 0);
  writeBlockHeader(header, 0, blockSize, false);
  await file.write(header, 0, 5, 10);
  await file.write(front, 0, front.length, fileOffsetOf(0));
  writeBlockHeader(header, 0, layout.tarLength - lastBlock, true);
  await file.write(header, 0, 5, fileOffsetOf(lastBlock) - 5);
  await file.write(trailer, 0, 8, fileSizeOf(layout.tarLength) - 8);
  await file.close();
}

describe('an open package', () => {
  it('gives what it knows of a blob itself; hundreds of packages are kept open', async () => {
    await writeDemo();
    const file = await openPackage(path);
    const images = await file.images();

    const contents = await Promise.all(images.map((image) => imageContents(file, image)));

    for (const { blobs } of contents) for (const blob of blobs) expect(blob).toBe(file.find(blob.digest));
    expect(contents.flatMap(({ blobs }) => blobs).length).toBeGreaterThan(5);
    await file.close();
  });

  it('gives back every blob, whole and from the middle, as it was put in', async () => {
    await writeDemo();

    const file = await openPackage(path);
    const digest = digestOf(bigLayer);

    expect(await file.readBlob(digest, 1 << 20)).toEqual(bigLayer);
    expect(await allOf(file.openBlob(digest, blockSize - 7))).toEqual(bigLayer.subarray(blockSize - 7));
    for (const one of file.digests()) await file.verifyBlob(one);
    await file.close();
  });

  it('keeps no memory for a manifest besides its own, however many are kept', async () => {
    await writeDemo();
    const file = await openPackage(path);
    const [image] = await file.images();

    const bytes = await file.readBlob(image?.root.digest ?? '', 1 << 20);

    expect(bytes.buffer.byteLength).toBe(bytes.length);
    await file.close();
  });

  it('knows its images, the chart first, and what each consists of', async () => {
    await writeDemo();

    const file = await openPackage(path);
    const images = await file.images();
    const contents = await Promise.all(images.map((image) => imageContents(file, image)));

    expect(images.map(({ reference }) => reference.repository)).toEqual(['acp/chart-demo', 'acp/demo', 'acp/big']);
    expect(contents.map(({ manifests, blobs }) => [manifests.length, blobs.length])).toEqual([
      [1, 2],
      [1, 2],
      [1, 2],
    ]);
    await file.close();
  });

  it('is the same when another gzip has written it', async () => {
    await writeDemo();
    const tar = gunzipSync(await readFile(path));
    await writeFile(path, gzipSync(tar));

    const file = await openPackage(path);
    const blobs = [...file.digests()];
    const backwards = await Promise.all(blobs.toReversed().map((digest) => file.readBlob(digest, 1 << 20)));

    expect(file.manifest.metadata.name).toBe('demo');
    expect(backwards.map((bytes) => digestOf(bytes))).toEqual(blobs.toReversed());
    await file.close();
  });

  it.each([
    ['in its own form', (bytes: Buffer) => bytes],
    ['when another gzip has written it', (bytes: Buffer) => gzipSync(gunzipSync(bytes))],
  ])('gives parts of a blob, in any order, %s', async (_what, rewrite) => {
    const layer = randomBytes(5_000_000);
    await writeDemo(layer);
    await writeFile(path, rewrite(await readFile(path)));

    const file = await openPackage(path);
    const part = async (offset: number, length: number) => allOf(file.openBlob(digestOf(layer), offset, length));

    for (const [offset, length] of [
      [0, 2_000_000],
      [2_000_000, 2_000_000],
      [4_000_000, 9_000_000],
      [1_000_000, 5],
      [1_000_005, 0],
      [1_000_005, 100_000],
      [3_999_999, 1_000_001],
    ] as const) {
      expect((await part(offset, length)).equals(layer.subarray(offset, offset + length))).toBe(true);
    }
    for (const digest of file.digests()) await file.verifyBlob(digest);
    await file.close();
  });

  it('is the same when it was extracted and packed again by tar', async () => {
    await writeDemo();
    execFileSync('tar', ['xzf', path], { cwd: directory });
    const again = join(directory, 'again.tgz');
    execFileSync('tar', ['czf', again, './manifest.yaml', './oci-layout', './index.json', './blobs'], {
      cwd: directory,
    });

    const file = await openPackage(again);

    expect(await file.readBlob(digestOf(bigLayer), 1 << 20)).toEqual(bigLayer);
    await file.close();
  });

  it('opens by its front and its end, whatever lies between: 9 GiB of nothing', async () => {
    const size = 9 * 2 ** 30;
    const digest = digestOf('never read');
    await writeHollow(await aPlugin('demo', 'v1.0.0'), { digest, size });

    const file = await openPackage(path);

    expect(file.find(digest)?.size).toBe(size);
    expect((await file.images()).length).toBe(0);
    await file.close();
  });
});

async function overwrite(tarOffset: number, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'r+');
  await file.write(bytes, 0, bytes.length, fileOffsetOf(tarOffset));
  await file.close();
}

/** The tar offset of a text in the file. */
async function find(text: string): Promise<number> {
  return gunzipSync(await readFile(path)).indexOf(text);
}

describe('a file that is no sound package', () => {
  it.each([
    ['empty', Buffer.alloc(0), /demo\.tgz is not a package: it is empty/],
    ['text', Buffer.from('hello, I am a text'), /demo\.tgz is not a package: it is no \.tgz file/],
    ['gzipped text', gzipSync('hello'), /demo\.tgz: the package is (truncated|damaged)|is not a package/],
  ])('is refused when it is %s', async (_what, bytes, message) => {
    await writeFile(path, bytes);

    await expect(openPackage(path)).rejects.toThrow(message);
  });

  it('is refused when it is some other archive', async () => {
    await writeFile(path, gzipSync(await tarOf({ 'README.md': 'hello' })));

    await expect(openPackage(path)).rejects.toThrow('demo.tgz is not a package: it has no manifest.yaml');
  });

  it.each([1, 8, 1000, blockSize, 2 * blockSize])(
    'says that it is truncated when %d bytes are missing',
    async (missing) => {
      await writeDemo();
      await truncate(path, (await readFile(path)).length - missing);

      await expect(openPackage(path)).rejects.toMatchObject({
        message: expect.stringContaining('demo.tgz: the package is truncated'),
        reason: 'Truncated',
      });
    },
  );

  it('names a blob that does not match its digest', async () => {
    await writeDemo();
    const digest = digestOf(bigLayer);
    await overwrite((await find(`blobs/sha256/${digest.slice(7)}`)) + 512 + 1000, Buffer.from('changed'));

    const file = await openPackage(path);

    await expect(file.verifyBlob(digest)).rejects.toMatchObject({ reason: 'DigestMismatch' });
    await expect(file.readBlob(digest, 1 << 20)).rejects.toThrow(digest);
    await file.close();
  });

  it('does not believe blobs.json against the tar header', async () => {
    await writeDemo();
    const name = `blobs/sha256/${digestOf(bigLayer).slice(7)}`;
    await overwrite(await find(name), Buffer.from('blobs/sha256/0000'));

    const file = await openPackage(path);

    await expect(file.verifyBlob(digestOf(bigLayer))).rejects.toThrow(/blobs.json places sha256:\w+ where it is not/);
    await file.close();
  });

  it('says where the block structure is broken', async () => {
    await writeDemo();
    const file = await open(path, 'r+');
    await file.write(Buffer.from([9]), 0, 1, fileOffsetOf(2 * blockSize) - 5);
    await file.close();

    const opened = await openPackage(path);

    await expect(opened.verifyBlob(digestOf(bigLayer))).rejects.toThrow(/the package is damaged at byte \d+/);
    await opened.close();
  });

  it('refuses links and files that are there twice', async () => {
    await writeDemo();
    execFileSync('tar', ['xzf', path], { cwd: directory });
    const twice = join(directory, 'twice.tgz');
    execFileSync('tar', ['czf', twice, 'manifest.yaml', 'manifest.yaml', '--hard-dereference'], { cwd: directory });
    execFileSync('ln', ['-s', '/etc/passwd', 'index.json.link'], { cwd: directory });
    const link = join(directory, 'link.tgz');
    execFileSync('tar', ['czf', link, 'manifest.yaml', 'index.json.link'], { cwd: directory });

    await expect(openPackage(twice)).rejects.toThrow(/"manifest.yaml" is there twice|is no regular file/);
    await expect(openPackage(link)).rejects.toThrow('"index.json.link" is no regular file: a package has no symlink');
  });

  it('names a file that is not there', async () => {
    await expect(openPackage(path)).rejects.toMatchObject({ code: 'NotFound', message: `${path}: no such file` });
  });
});

/** Copied, because the memory of chunks is used again. */
async function allOf(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const copies: Buffer[] = [];
  for await (const chunk of chunks) copies.push(Buffer.from(chunk));
  return Buffer.concat(copies);
}
