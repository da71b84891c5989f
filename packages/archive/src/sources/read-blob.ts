import { Failure } from '@violet/machinery';
import { digestOf, printReference, type Reference } from '@violet/oci';
import type { ImageSource } from './image-source.ts';

/** A verified blob in memory; undefined where there is none. */
export async function readBlob(
  source: ImageSource,
  image: Reference,
  digest: string,
  maxBytes: number,
): Promise<Buffer | undefined> {
  const content = await source.blob(image, digest);
  if (content === undefined) return undefined;
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of content) {
    chunks.push(chunk as Buffer);
    length += (chunk as Buffer).length;
    if (length > maxBytes) {
      throw new Failure(
        'RequestEntityTooLarge',
        `${printReference(image)}: ${digest} is larger than ${maxBytes} bytes`,
      );
    }
  }
  const bytes = Buffer.concat(chunks);
  if (digestOf(bytes) === digest) return bytes;
  throw new Failure(
    'Invalid',
    `${printReference(image)}: digest mismatch: the registry sent other bytes for ${digest}`,
    {
      reason: 'DigestMismatch',
    },
  );
}
