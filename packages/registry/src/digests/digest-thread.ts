/** Follows files that grow, and takes their digests while they do. */
import { createHash, type Hash } from 'node:crypto';
import { closeSync, constants, openSync, readSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import type { DigestAlgorithm } from '@violet/oci';
import type { GrownFile, ThreadAnswer, ThreadMessage } from './message.ts';

/** Stays in the processor's cache between being read and being digested. */
const buffer = Buffer.allocUnsafeSlow(256 * 1024);
/** Of one file, before others have their turn. */
const turnBytes = 16 * 1024 * 1024;
/** Files whose next bytes are waited for; those of others are read again from their start. */
const maxFollowed = 1000;
/** Windows has no such flag. */
const noFollow = constants.O_NOFOLLOW ?? 0;

interface Followed {
  grown: GrownFile;
  algorithm: DigestAlgorithm;
  hash: Hash;
  offset: number;
}

const followed = new Map<string, Followed>();
/** Paths of files that have bytes to be read. */
const behind = new Set<string>();

parentPort?.on('message', (message: ThreadMessage) => {
  if ('forgotten' in message) forget(message.forgotten);
  else follow(message);
});

function follow(grown: GrownFile): void {
  const { path, algorithm, size } = grown;
  const known = followed.get(path);
  const isUsable = known !== undefined && known.algorithm === algorithm && known.offset <= size;
  const file = isUsable ? known : { grown, algorithm, hash: createHash(algorithm), offset: 0 };
  file.grown = grown;
  followed.delete(path);
  followed.set(path, file);
  const [oldest = ''] = followed.keys();
  if (followed.size > maxFollowed) forget(oldest);
  if (behind.size === 0) setImmediate(work);
  behind.add(path);
}

function forget(path: string): void {
  followed.delete(path);
  behind.delete(path);
}

/** A turn of one file; messages come in between. */
function work(): void {
  const [path] = behind;
  const file = path === undefined ? undefined : followed.get(path);
  if (path === undefined || file === undefined) return;
  behind.delete(path);
  const { request, size } = file.grown;
  try {
    readOn(file, Math.min(size, file.offset + turnBytes));
    if (file.offset < size) behind.add(path);
    else if (request !== undefined) end(path, { request, digest: `${file.algorithm}:${file.hash.digest('hex')}` });
  } catch (error) {
    // Whoever wants its digest hears of it; until then it may only have gone.
    if (request === undefined) forget(path);
    else end(path, { request, error });
  }
  if (behind.size > 0) setImmediate(work);
}

function readOn(file: Followed, end: number): void {
  if (file.offset === end) return;
  const opened = openSync(file.grown.path, constants.O_RDONLY | noFollow);
  try {
    while (file.offset < end) {
      const length = readSync(opened, buffer, 0, Math.min(buffer.length, end - file.offset), file.offset);
      if (length === 0) throw new Error(`${file.grown.path} has become shorter`);
      file.hash.update(buffer.subarray(0, length));
      file.offset += length;
    }
  } finally {
    closeSync(opened);
  }
}

function end(path: string, answer: ThreadAnswer): void {
  forget(path);
  parentPort?.postMessage(answer);
}
