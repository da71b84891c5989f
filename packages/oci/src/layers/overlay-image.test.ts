import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import type { ImageConfig } from '../image-config.ts';
import { type ImageManifest, parseManifest } from '../manifest.ts';
import { mediaTypes } from '../media-types.ts';
import { readImageFiles } from './image-files.ts';
import { overlayImage } from './overlay-image.ts';
import { printTar } from './print-tar.ts';

const digest = (digit: string) => `sha256:${digit.repeat(64)}`;
const image: { manifest: ImageManifest; config: ImageConfig } = {
  manifest: {
    schemaVersion: 2,
    mediaType: mediaTypes.dockerManifest,
    config: { mediaType: mediaTypes.dockerConfig, digest: digest('a'), size: 2 },
    layers: [{ mediaType: mediaTypes.dockerLayerGzip, digest: digest('b'), size: 7 }],
  },
  config: {
    architecture: 'arm64',
    os: 'linux',
    config: { Labels: { a: 'b' } },
    rootfs: { type: 'layers', diff_ids: [digest('c')] },
    history: [{ created_by: 'COPY' }],
  },
};
const longName = `manifests/${'long '.repeat(30)}.yaml`;
const files = new Map([
  ['manifests/csv.yaml', Buffer.from('kind: ClusterServiceVersion\n')],
  [longName, Buffer.from('')],
]);

it('has the files in one more layer, and all else as it was', async () => {
  const { manifest, blobs } = overlayImage(image, { files, annotations: { why: 'other images' } });

  const { content } = parseManifest(manifest, mediaTypes.imageManifest, 'the image');
  const [config, layer] = blobs;
  expect(content).toMatchObject({
    annotations: { why: 'other images' },
    layers: [{ mediaType: mediaTypes.layerGzip, digest: digest('b') }, { mediaType: mediaTypes.layer }],
  });
  expect(JSON.parse(String(Buffer.from(config?.bytes ?? [])))).toMatchObject({
    architecture: 'arm64',
    config: { Labels: { a: 'b' } },
    history: [{ created_by: 'COPY' }, {}],
  });
  const openBlob = async () => Readable.from([Buffer.from(layer?.bytes ?? [])]);
  const layers = [{ mediaType: mediaTypes.layer, digest: digest('d'), size: 1 }];
  expect(await readImageFiles({ layers, openBlob, wanted: () => true, source: 'the image' })).toEqual(files);
});

it('has the same digest whenever it is made of the same', () => {
  const { digest: first } = overlayImage(image, { files });

  expect(overlayImage(structuredClone(image), { files: new Map(files) }).digest).toBe(first);
  expect(first).toBe('sha256:db59798da54d097dc37b8d9ce5bc78233f94994661cf3c4e5a670e3ca270b6eb');
});

it('is written in a tar that others read', () => {
  const directory = mkdtempSync(join(tmpdir(), 'violet-layer-'));
  writeFileSync(join(directory, 'layer.tar'), printTar(files));
  execFileSync('tar', ['-xf', 'layer.tar'], { cwd: directory });

  expect(readFileSync(join(directory, 'manifests/csv.yaml'))).toEqual(files.get('manifests/csv.yaml'));
  expect(readFileSync(join(directory, longName))).toHaveLength(0);
  rmSync(directory, { recursive: true, force: true });
});
