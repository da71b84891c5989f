import { Readable } from 'node:stream';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { digestOf } from '../digest.ts';
import { readImageFiles } from './image-files.ts';

type Entry = { name: string; content?: string; type?: string };

function tarOf(entries: readonly Entry[]): Buffer {
  const blocks = entries.flatMap(({ name, content = '', type = '0' }) => {
    const header = Buffer.alloc(512);
    header.write(name.slice(0, 100), 0);
    header.write(Buffer.byteLength(content).toString(8).padStart(11, '0'), 124);
    header.write(type, 156);
    header.write('ustar', 257);
    const body = Buffer.alloc(Math.ceil(Buffer.byteLength(content) / 512) * 512);
    body.write(content);
    return [header, body];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

/** Layers as blobs of a registry that sends them in small pieces. */
async function filesOf(
  layers: readonly Buffer[],
  options: { mediaType?: string; wanted?: (path: string) => boolean; maxBytes?: number } = {},
): Promise<Record<string, string>> {
  const { mediaType = 'application/vnd.oci.image.layer.v1.tar', wanted = () => true, maxBytes } = options;
  const blobs = new Map(layers.map((bytes) => [digestOf(bytes), bytes]));
  const files = await readImageFiles({
    layers: layers.map((bytes) => ({ mediaType, digest: digestOf(bytes), size: bytes.length })),
    openBlob: async (digest) => {
      const bytes = blobs.get(digest) ?? Buffer.alloc(0);
      const pieces = Array.from({ length: Math.ceil(bytes.length / 700) }, (_, index) =>
        bytes.subarray(index * 700, (index + 1) * 700),
      );
      return Readable.from(pieces, { objectMode: false });
    },
    wanted,
    source: 'registry/a:v1',
    ...(maxBytes === undefined ? {} : { maxBytes }),
  });
  return Object.fromEntries([...files].map(([path, bytes]) => [path, bytes.toString()]));
}

describe('the files of an image', () => {
  it.each([
    ['plain', 'application/vnd.oci.image.layer.v1.tar', (bytes: Buffer) => bytes],
    ['gzip', 'application/vnd.docker.image.rootfs.diff.tar.gzip', (bytes: Buffer) => gzipSync(bytes)],
    ['zstd', 'application/vnd.oci.image.layer.v1.tar+zstd', (bytes: Buffer) => zstdCompressSync(bytes)],
  ])('are read from %s layers, by names as builders write them', async (_what, mediaType, pack) => {
    const layer = tarOf([
      { name: './manifests/', type: '5' },
      { name: './manifests/a.yaml', content: 'a'.repeat(2000) },
      { name: '/metadata/annotations.yaml', content: 'b' },
      { name: 'link', type: '2' },
    ]);

    expect(await filesOf([pack(layer)], { mediaType })).toEqual({
      'manifests/a.yaml': 'a'.repeat(2000),
      'metadata/annotations.yaml': 'b',
    });
  });

  it('are those that a container would see', async () => {
    const lower = tarOf([
      { name: 'a/one', content: '1' },
      { name: 'a/two', content: '2' },
      { name: 'b/one', content: '1' },
      { name: 'c', content: '1' },
    ]);
    const upper = tarOf([
      { name: 'a/.wh..wh..opq' },
      { name: 'a/three', content: '3' },
      { name: '.wh.b' },
      { name: 'c', content: 'changed' },
    ]);

    const files = await filesOf([lower, upper], { wanted: (path) => !path.includes('.wh.') });
    expect(files).toEqual({ 'a/three': '3', c: 'changed' });
  });

  it('may have names of any length, in both dialects', async () => {
    const long = `manifests/${'x'.repeat(150)}.yaml`;
    const record = ` path=${long}\n`;
    const pax = `${record.length + 3}${record}`;
    const gnu = [
      { name: '././@LongLink', type: 'L', content: `${long}\0` },
      { name: long, content: 'gnu' },
    ];
    const posix = [
      { name: 'PaxHeader', type: 'x', content: pax },
      { name: 'short', content: 'pax' },
    ];

    expect(await filesOf([tarOf(gnu)])).toEqual({ [long]: 'gnu' });
    expect(await filesOf([tarOf(posix)])).toEqual({ [long]: 'pax' });
  });

  it('are bounded, and what is not wanted costs nothing', async () => {
    const layer = tarOf([
      { name: 'bin/large', content: 'x'.repeat(100_000) },
      { name: 'small', content: 'y' },
    ]);

    expect(await filesOf([layer], { wanted: (path) => path === 'small', maxBytes: 10 })).toEqual({ small: 'y' });
    await expect(filesOf([layer], { maxBytes: 10 })).rejects.toMatchObject({
      code: 'RequestEntityTooLarge',
      message: 'registry/a:v1: its files are too large',
    });
  });

  it.each([
    [
      'is cut',
      tarOf([{ name: 'a', content: 'x'.repeat(2000) }]).subarray(0, 1000),
      undefined,
      'in the middle of a file',
    ],
    ['is no tar', Buffer.from('x'.repeat(600)), undefined, 'a size is no number'],
    ['is no gzip', Buffer.from('xxx'), 'application/vnd.oci.image.layer.v1.tar+gzip', 'cannot be unfolded'],
  ])('are refused where a layer %s', async (_what, layer, mediaType, message) => {
    const reading = filesOf([layer], mediaType === undefined ? {} : { mediaType });

    await expect(reading).rejects.toMatchObject({ code: 'Invalid', message: expect.stringContaining(message) });
  });
});
