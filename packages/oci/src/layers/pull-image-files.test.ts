import { afterEach, describe, expect, it } from 'vitest';
import { connectRegistry } from '../client/connect-registry.ts';
import { digestOf } from '../digest.ts';
import { mediaTypes } from '../media-types.ts';
import { startScriptedRegistry } from '../testing.ts';
import { pullImageFiles } from './pull-image-files.ts';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const thing of open.splice(0)) await thing.close();
});

const config = JSON.stringify({ architecture: 'amd64', os: 'linux', rootfs: { type: 'layers', diff_ids: [] } });
const layer = { mediaType: 'application/vnd.oci.image.layer.v1.tar', digest: digestOf('layer'), size: 1_000_000_000 };
/** Of a file in a tar: its name, and its size in octal digits. */
const header = Buffer.alloc(512);
header.write('large');
header.write('7777777777', 124);
const manifest = JSON.stringify({
  schemaVersion: 2,
  mediaType: mediaTypes.imageManifest,
  config: { mediaType: mediaTypes.imageConfig, digest: digestOf(config), size: config.length },
  layers: [layer],
});

describe('files of an image', () => {
  it('are not waited for where a layer goes on without end', async () => {
    const server = await startScriptedRegistry(({ line }, response) => {
      if (line.includes('/manifests/')) response.setHeader('content-type', mediaTypes.imageManifest).end(manifest);
      else if (line.includes(digestOf(config))) response.end(config);
      else {
        const more = () => void (response.destroyed || response.write(Buffer.alloc(512), () => setImmediate(more)));
        response.write(header);
        more();
      }
    });
    const registry = connectRegistry({ address: server.address, plain: true });
    open.push(registry, server);

    const pulled = pullImageFiles(registry, 'a/bundle', 'v1', { wanted: () => false, withinMs: 50 });

    await expect(pulled).rejects.toMatchObject({
      code: 'Timeout',
      message: `${server.address}/a/bundle:v1: reading it took more than 0.05 s`,
    });
  });
});
