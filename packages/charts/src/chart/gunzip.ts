import { Failure, isFailure } from '@violet/machinery';

export function isGzipped(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** What was gzipped, up to `maxBytes`: beyond that `tooLarge` is thrown while it unfolds, not after. */
export async function gunzip(bytes: Uint8Array, maxBytes: number, tooLarge: Failure): Promise<Uint8Array> {
  if (!isGzipped(bytes)) {
    throw new Failure('Invalid', 'the chart does not appear to be a gzipped archive', {
      hint: 'a chart is packed with `helm package`',
    });
  }
  const source = new Blob([bytes as BlobPart]).stream().pipeThrough(new DecompressionStream('gzip'));
  try {
    return await collect(source, maxBytes, tooLarge);
  } catch (error) {
    if (isFailure(error)) throw error;
    throw new Failure('Invalid', `the chart archive is damaged: ${(error as Error).message}`, { cause: error });
  }
}

async function collect(source: AsyncIterable<Uint8Array>, limit: number, tooLarge: Failure): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of source) {
    length += chunk.length;
    if (length > limit) throw tooLarge;
    chunks.push(chunk);
  }
  const whole = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.length;
  }
  return whole;
}
