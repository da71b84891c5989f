import { createHash } from 'node:crypto';
import { Failure } from '@violet/machinery';
import { digestOfBlobPath, parseDigest } from '@violet/oci';
import { damaged, digestMismatch } from '../format/damaged.ts';
import type { WalkOptions } from '../format/stored-walk.ts';
import { startForeignPass, unreadable } from './foreign-pass.ts';

/** One pass over a package that some other gzip wrote: every blob against its digest, and no file that is not expected. */
export async function verifyForeign(
  path: string,
  fileSize: number,
  expected: ReadonlySet<string>,
  { signal, onProgress }: WalkOptions = {},
): Promise<void> {
  const pass = startForeignPass(path, fileSize, onProgress);
  try {
    for (let entry = await pass.next(); entry !== undefined; entry = await pass.next()) {
      if (!expected.has(entry.name)) throw stranger(path, entry.name);
      await verifyContent(path, entry.name, entry.content, signal);
    }
    if (pass.taken() < fileSize) throw damaged(path, 'there is more behind its end');
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
  const hash = createHash(digest === undefined ? 'sha256' : parseDigest(digest).algorithm);
  for await (const chunk of content) {
    signal?.throwIfAborted();
    if (digest !== undefined) hash.update(chunk);
  }
  if (digest !== undefined && hash.digest('hex') !== parseDigest(digest).hex) throw digestMismatch(path, digest);
}

function stranger(path: string, name: string): Failure {
  return new Failure('Invalid', `${path}: ${JSON.stringify(name.slice(0, 200))} does not belong to a package`, {
    reason: 'Damaged',
    hint: 'Make or download the package again.',
  });
}
