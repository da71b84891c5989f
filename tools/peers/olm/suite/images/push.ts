import { gzipSync } from 'node:zlib';
import { digestOf, parseReference, pushArtifact, type Registry } from '@violet/oci';
import { pack } from 'tar-stream';
import { bundleImages } from './bundles.ts';
import { catalogImages } from './catalogs.ts';

const bundleLabels = 'operators.operatorframework.io.bundle';

/** Puts every image that the suite names into a registry: whatever host the reference has, under its repository. */
export async function pushImages(registry: Registry): Promise<void> {
  for (const { image, package: name, objects } of bundleImages) {
    const annotations = {
      [`${bundleLabels}.mediatype.v1`]: 'registry+v1',
      [`${bundleLabels}.manifests.v1`]: 'manifests/',
      [`${bundleLabels}.metadata.v1`]: 'metadata/',
      [`${bundleLabels}.package.v1`]: name,
      [`${bundleLabels}.channels.v1`]: 'stable',
      [`${bundleLabels}.channel.default.v1`]: 'stable',
    };
    const files = new Map(objects.map((object, index) => [`manifests/${index}.yaml`, JSON.stringify(object)]));
    files.set('metadata/annotations.yaml', JSON.stringify({ annotations }));
    await pushImage(registry, image, files, annotations);
  }
  for (const { image, documents } of catalogImages) {
    const files = new Map([['configs/catalog.json', documents.map((one) => JSON.stringify(one)).join('\n')]]);
    await pushImage(registry, image, files, { 'operators.operatorframework.io.index.configs.v1': '/configs' });
  }
}

async function pushImage(
  registry: Registry,
  image: string,
  files: ReadonlyMap<string, string>,
  labels: Record<string, string>,
): Promise<void> {
  const { repository, tag = 'latest' } = parseReference(image);
  const layer = await tar(files);
  const config = {
    architecture: 'amd64',
    os: 'linux',
    config: { Labels: labels },
    rootfs: { type: 'layers', diff_ids: [digestOf(layer)] },
  };
  await pushArtifact(registry, repository, tag, {
    config: { mediaType: 'application/vnd.oci.image.config.v1+json', bytes: Buffer.from(JSON.stringify(config)) },
    layers: [{ mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', bytes: gzipSync(layer) }],
  });
}

async function tar(files: ReadonlyMap<string, string>): Promise<Buffer> {
  const archive = pack();
  for (const [name, text] of files) archive.entry({ name }, text);
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
