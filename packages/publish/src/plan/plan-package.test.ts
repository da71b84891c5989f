import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  buildPackage,
  type ExtensionPackage,
  type MemorySource,
  openPackage,
  type PackagedImage,
  type PackageFile,
} from '@violet/archive';
import { aPlugin, exampleRegistry } from '@violet/archive/testing';
import { parseReference } from '@violet/oci';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { planPackage } from './plan-package.ts';

let directory: string;
let opened: PackageFile | undefined;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'violet-plan-'));
});

afterEach(async () => {
  await opened?.close();
  await rm(directory, { recursive: true, force: true });
});

async function aPackage(change: (manifest: ExtensionPackage, source: MemorySource) => void): Promise<PackageFile> {
  const { manifest, source } = await aPlugin('demo', 'v1.0.0');
  change(manifest, source);
  const output = join(directory, 'demo.tgz');
  await buildPackage({ manifest, source, output });
  opened = await openPackage(output);
  return opened;
}

/** The package with other entries in its index.json. */
function withImages(file: PackageFile, change: (images: readonly PackagedImage[]) => PackagedImage[]): PackageFile {
  return { ...file, images: async () => change(await file.images()) };
}

const platform = { os: 'linux', architecture: 'amd64' };

describe('the plan of a package', () => {
  it('refuses an image that its manifest does not name', async () => {
    const file = await aPackage(() => undefined);
    const smuggling = withImages(file, (images) => [
      ...images,
      ...images.slice(1).map(({ root }) => ({ root, reference: parseReference('registry.example.com/acp/other:v1') })),
    ]);

    await expect(planPackage(smuggling, { chartRepo: 'public-charts' })).rejects.toThrow(
      'demo.tgz: it holds registry.example.com/acp/other:v1, which its manifest does not name',
    );
  });

  it('refuses two images that would land in the same place', async () => {
    const other = 'other.example.com/acp/demo:v1.0.0';
    const file = await aPackage((manifest, source) => {
      source.addImage('other.example.com/acp/another:v1.0.0', [Buffer.from('another')], platform);
      manifest.spec.relatedImages.push({ image: 'other.example.com/acp/another:v1.0.0' });
    });
    file.manifest.spec.relatedImages = [{ image: `${exampleRegistry}/acp/demo:v1.0.0` }, { image: other }];
    const colliding = withImages(file, (images) =>
      images.map((image) =>
        image.reference.registry === exampleRegistry ? image : { ...image, reference: parseReference(other) },
      ),
    );

    await expect(planPackage(colliding, { chartRepo: 'public-charts' })).rejects.toThrow(
      `${exampleRegistry}/acp/demo:v1.0.0 and other.example.com/acp/demo:v1.0.0 are different images that would both become acp/demo:v1.0.0`,
    );
  });

  it('takes one image under two names', async () => {
    const file = await aPackage((manifest, source) => {
      for (const name of ['a.example.com/tools/kubectl:v1', 'b.example.com/tools/kubectl:v1']) {
        source.addImage(name, [Buffer.from('the same')], platform);
        manifest.spec.relatedImages.push({ image: name });
      }
    });

    expect((await planPackage(file, { chartRepo: 'public-charts' })).images).toHaveLength(4);
  });

  it('is bounded in memory: one large manifest under many names', async () => {
    const file = await aPackage((manifest, source) => {
      const layers = Array.from({ length: 2000 }, (_, index) => Buffer.from(String(index)));
      source.addImage(`${exampleRegistry}/acp/many:v0`, layers, platform);
      manifest.spec.relatedImages = [{ image: `${exampleRegistry}/acp/many:v0` }];
    });
    const many = Array.from({ length: 130 }, (_, index) => `${exampleRegistry}/acp/many:v${index}`);
    file.manifest.spec.relatedImages = many.map((image) => ({ image }));
    const repeating = withImages(file, ([chart, image]) => [
      ...(chart === undefined ? [] : [chart]),
      ...many.flatMap((name) => (image === undefined ? [] : [{ ...image, reference: parseReference(name) }])),
    ]);

    await expect(planPackage(repeating, { chartRepo: 'public-charts' })).rejects.toThrow(
      'the manifests of its images have more than 33554432 bytes',
    );
  });
});
