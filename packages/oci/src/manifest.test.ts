import { describe, expect, it } from 'vitest';
import { digestOf } from './digest.ts';
import { artifactTypeOf, blobsOf, childrenOf, maxManifestBytes, parseManifest } from './manifest.ts';
import { mediaTypes } from './media-types.ts';

const descriptor = (mediaType: string) => ({ mediaType, digest: digestOf(mediaType), size: 3 });
const image = {
  schemaVersion: 2,
  mediaType: mediaTypes.imageManifest,
  config: descriptor(mediaTypes.imageConfig),
  layers: [descriptor(mediaTypes.layerGzip)],
};
const index = { schemaVersion: 2, mediaType: mediaTypes.imageIndex, manifests: [descriptor(mediaTypes.imageManifest)] };
const bytesOf = (value: unknown) => Buffer.from(JSON.stringify(value));
const parse = (value: unknown, mediaType?: string) => parseManifest(bytesOf(value), mediaType, 'a/b:v1');

describe('parseManifest', () => {
  it('tells images from indexes', () => {
    expect(parse(image).kind).toBe('image');
    expect(parse(index).kind).toBe('index');
    expect(blobsOf(parse(image)).map(({ mediaType }) => mediaType)).toEqual([
      mediaTypes.imageConfig,
      mediaTypes.layerGzip,
    ]);
    expect(childrenOf(parse(index))).toHaveLength(1);
  });

  it('takes the media type from the transport, from the manifest, or from its shape', () => {
    const { mediaType: _, ...bare } = image;
    expect(parse(bare, mediaTypes.dockerManifest).mediaType).toBe(mediaTypes.dockerManifest);
    expect(parse(image, 'application/json').mediaType).toBe(mediaTypes.imageManifest);
    expect(parse(bare).mediaType).toBe(mediaTypes.imageManifest);
  });

  it('knows the type of an artifact by its own word or by its config', () => {
    expect(artifactTypeOf(parse({ ...image, artifactType: 'x/y' }))).toBe('x/y');
    expect(artifactTypeOf(parse(image))).toBe(mediaTypes.imageConfig);
    expect(artifactTypeOf(parse(index))).toBeUndefined();
  });

  it.each([
    ['another version', { ...image, schemaVersion: 1 }, 'schemaVersion'],
    ['no config', { ...image, config: undefined }, 'config'],
    ['layers that are no list', { ...image, layers: {} }, 'layers'],
    ['a bad digest', { ...image, layers: [{ ...image.layers[0], digest: 'sha256:x' }] }, 'layers[0].digest'],
    ['a negative size', { ...image, config: { ...image.config, size: -1 } }, 'config.size'],
    ['a fractional size', { ...image, config: { ...image.config, size: 1.5 } }, 'config.size'],
    ['both layers and manifests', { ...image, manifests: [] }, 'manifests'],
    ['an index with layers', { ...index, layers: [] }, 'manifests'],
    ['an unknown media type', { ...image, mediaType: 'x/y' }, 'x/y'],
    ['annotations that are no texts', { ...image, annotations: { a: 1 } }, 'annotations'],
    [
      'a platform without os',
      { ...index, manifests: [{ ...index.manifests[0], platform: { architecture: 'a' } }] },
      'platform.os',
    ],
    ['a bad subject', { ...image, subject: { digest: 1 } }, 'subject'],
    ['too many layers', { ...image, layers: Array(10_001).fill(image.layers[0]) }, 'more than 10000'],
    ['a list', [], 'not a JSON object'],
  ])('refuses %s', (_, value, words) => {
    expect(() => parse(value)).toThrow(words);
  });

  it('refuses a manifest that was sent as something else', () => {
    expect(() => parse(image, mediaTypes.imageIndex)).toThrow('mediaType');
  });

  it('refuses what is not JSON, not UTF-8, or too large', () => {
    for (const bytes of [Buffer.from('{'), Buffer.from([0x7b, 0xff, 0x7d])]) {
      expect(() => parseManifest(bytes, undefined, 'x')).toThrow('not JSON');
    }
    expect(() => parseManifest(Buffer.alloc(maxManifestBytes + 1), undefined, 'x')).toThrow('at most');
  });
});
