import { Readable } from 'node:stream';
import { digestOf } from '../../digest.ts';
import type { Descriptor } from '../../manifest.ts';
import type { Registry } from '../registry.ts';

/** Pushes a small blob where the repository lacks it. */
export async function pushBytes(
  registry: Registry,
  repository: string,
  content: { mediaType: string; bytes: Uint8Array },
): Promise<Descriptor> {
  const digest = digestOf(content.bytes);
  const size = content.bytes.byteLength;
  if ((await registry.headBlob(repository, digest)) !== size) {
    const open = (offset: number, length: number) =>
      Readable.from([Buffer.from(content.bytes).subarray(offset, offset + length)], { objectMode: false });
    await registry.uploadBlob(repository, { digest, size, open });
  }
  return { mediaType: content.mediaType, digest, size };
}
