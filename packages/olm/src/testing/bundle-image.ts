import { gzipSync } from 'node:zlib';
import { connectRegistry, digestOf, parseReference, pushArtifact } from '@violet/oci';

/** Pushes an image with these files to a registry, under the repository and tag that its name has. */
export async function pushImage(
  address: string,
  image: string,
  files: Record<string, string>,
  labels: Record<string, string> = {},
): Promise<void> {
  const { repository, tag = 'latest' } = parseReference(image);
  const layer = tarOf(files);
  const config = {
    architecture: 'amd64',
    os: 'linux',
    config: { Labels: labels },
    rootfs: { type: 'layers', diff_ids: [digestOf(layer)] },
  };
  await pushArtifact(connectRegistry({ address, plain: true }), repository, tag, {
    config: { mediaType: 'application/vnd.oci.image.config.v1+json', bytes: Buffer.from(JSON.stringify(config)) },
    layers: [{ mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', bytes: gzipSync(layer) }],
  });
}

const BLOCK = 512;

function tarOf(files: Record<string, string>): Buffer {
  const blocks = Object.entries(files).flatMap(([name, content]) => {
    const header = Buffer.alloc(BLOCK);
    header.write(name, 0);
    header.write(Buffer.byteLength(content).toString(8).padStart(11, '0'), 124);
    header.write('0', 156);
    header.write('ustar', 257);
    const body = Buffer.alloc(Math.ceil(Buffer.byteLength(content) / BLOCK) * BLOCK);
    body.write(content);
    return [header, body];
  });
  return Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]);
}
