import { addAbortSignal, Readable } from 'node:stream';
import { eachAtOnce } from '@violet/machinery';
import { blobPath, encodeTarHeader, paddedSize } from '@violet/oci';
import type { BlobEntry } from '../format/package-layout.ts';
import { copyBlob, type FilePlace } from './copy-blob.ts';
import type { RangeWriter } from './range-writer.ts';

/** Where the blobs of a package come from. */
export interface BlobSource {
  /** Content that ends with an error where it is not what its digest says; or the file that has it, unread. */
  openBlob(digest: string): Promise<Readable | FilePlace>;
  /** What to say of a blob that did not come to its end, or to another one than it should have. */
  brokenBlob(digest: string, error: unknown): Error;
  /** Bytes of blobs so far. */
  onProgress?: ((bytes: number) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/** What is told of one blob. */
interface Telling {
  signal: AbortSignal;
  onBytes(length: number): void;
  copyInTurn(copy: () => Promise<void>): Promise<void>;
}

/** One download alone seldom fills a link, and pays the way to the registry and back for each blob. */
const blobsAtOnce = 4;

/** Writes every blob to its place, several at once; the first failure ends them all. */
export async function writeBlobs(
  blobs: readonly BlobEntry[],
  writerOf: (index: number) => RangeWriter,
  source: BlobSource,
): Promise<void> {
  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, ...(source.signal === undefined ? [] : [source.signal])]);
  let failure: unknown;
  let bytes = 0;
  const onBytes = (length: number): void => {
    bytes += length;
    source.onProgress?.(bytes);
  };
  const copyInTurn = oneAfterTheOther();
  try {
    await eachAtOnce(blobs.entries(), blobsAtOnce, async ([index, blob]) => {
      try {
        signal.throwIfAborted();
        await writeBlob(writerOf(index), blob, source, { signal, onBytes, copyInTurn });
      } catch (error) {
        failure ??= error;
        stop.abort();
        throw error;
      }
    });
  } catch (error) {
    source.signal?.throwIfAborted();
    throw failure ?? error;
  }
}

/** A copy keeps a core busy, and is digested behind that in the order of the package: two at once would only be in each other's way. */
function oneAfterTheOther(): Telling['copyInTurn'] {
  let last: Promise<unknown> = Promise.resolve();
  return (copy) => {
    const copied = last.then(copy);
    last = copied.catch(() => undefined);
    return copied;
  };
}

async function writeBlob(writer: RangeWriter, blob: BlobEntry, source: BlobSource, telling: Telling): Promise<void> {
  const { digest, size } = blob;
  await writer.write(encodeTarHeader({ name: blobPath(digest), size }));
  const content = await source.openBlob(digest);
  const broken = (error: unknown) => source.brokenBlob(digest, error);
  // The stream of a file has a path too.
  if (!(content instanceof Readable)) {
    await telling.copyInTurn(() => copyBlob(writer, blob, content, { ...telling, broken }));
  } else await writeStream(writer, blob, content, { ...telling, broken });
  await writer.write(Buffer.alloc(paddedSize(size) - size));
  await writer.end();
}

async function writeStream(
  writer: RangeWriter,
  { size }: BlobEntry,
  stream: Readable,
  { signal, onBytes, broken }: Telling & { broken(error: unknown): Error },
): Promise<void> {
  const content = addAbortSignal(signal, stream);
  let fault: unknown;
  content.once('error', (error) => {
    fault = error;
  });
  let left = size;
  try {
    for await (const chunk of content as AsyncIterable<Buffer>) {
      left -= chunk.length;
      if (left < 0) throw broken(new Error(`there is more of it than ${size} bytes`));
      await writer.write(chunk);
      onBytes(chunk.length);
    }
  } catch (error) {
    throw error === fault && !signal.aborted ? broken(error) : error;
  } finally {
    content.destroy();
  }
  if (left > 0) throw broken(new Error(`there is less of it than ${size} bytes`));
}
