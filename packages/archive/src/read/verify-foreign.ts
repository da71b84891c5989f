import { createDigester, digestOfBlobPath, parseDigest } from '@violet/oci';
import { damaged, digestMismatch } from '../format/damaged.ts';
import type { WalkOptions } from '../format/stored-walk.ts';
import { type ForeignFile, startForeignPass, unreadable } from './foreign-pass.ts';

/** One pass over a package that some other gzip wrote: every blob against its digest, and nothing behind its end. */
export async function verifyForeign(foreign: ForeignFile, { signal, onProgress }: WalkOptions = {}): Promise<void> {
  const { path, size } = foreign;
  const pass = startForeignPass(foreign, onProgress);
  try {
    for (let entry = await pass.next(); entry !== undefined; entry = await pass.next()) {
      await verifyContent(path, entry.name, entry.content, signal);
    }
    if (pass.taken() < size) throw damaged(path, 'there is more behind its end');
  } catch (error) {
    if (signal?.aborted === true) throw error;
    throw unreadable(path, error);
  } finally {
    pass.stop();
  }
}

async function verifyContent(
  path: string,
  name: string,
  content: AsyncIterable<Uint8Array>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const digest = digestOfBlobPath(name);
  const digester = digest === undefined ? undefined : createDigester(parseDigest(digest).algorithm);
  for await (const chunk of content) {
    signal?.throwIfAborted();
    digester?.update(chunk);
  }
  if (digest !== undefined && digester?.digest() !== digest) throw digestMismatch(path, digest);
}
