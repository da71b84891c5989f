// The thread of digest-beside.ts: what is wanted of an open file in, its digests out. It loads nothing but Node's own, so that it
// hashes before the rest of the program is there.
import { parentPort } from 'node:worker_threads';
import { digestFile, type WantedDigest } from './digest-file.ts';

export interface DigestQuestion {
  /** Of the open file: threads share them. */
  fd: number;
  wanted: WantedDigest[];
}

parentPort?.once('message', async ({ fd, wanted }: DigestQuestion) => {
  parentPort?.postMessage(await digestFile({ fd }, wanted));
});
