import { closeSync, openSync } from 'node:fs';
import { startDigesting, worthThreadBytes } from '../threads/start-digesting.ts';
import type { DigestsAnswer, DigestsQuestion, DigestsTask } from './digests-thread.ts';
import { createFileDigests, type FileDigests, type FileHash } from './file-digests.ts';

/** `FileDigests` of whoever does not wait for them: reading and hashing go on in a thread of their own. */
export interface DigestsBeside {
  advance(tarOffset: number): void;
  trailer(): Promise<Uint8Array>;
  digest(hash: FileHash, suffix?: Uint8Array): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** More often it is not worth a message. */
const bytesPerMessage = 8 * 1024 * 1024;

export function digestsBeside(task: DigestsTask): DigestsBeside {
  return task.tarLength < worthThreadBytes ? digestsHere(task) : digestsInThread(task);
}

function digestsHere({ path, tarLength, hashes }: DigestsTask): DigestsBeside {
  const file = openSync(path, 'r');
  const digests: FileDigests = createFileDigests(file, tarLength, hashes);
  return {
    advance: () => undefined,
    async trailer() {
      digests.advance(tarLength);
      return digests.trailer();
    },
    digest: async (hash, suffix) => digests.digest(hash, suffix),
    close: async () => closeSync(file),
  };
}

function digestsInThread(task: DigestsTask): DigestsBeside {
  const { thread, ended } = startDigesting(new URL('./digests-thread.ts', import.meta.url), task);
  let told = 0;
  function ask(question: DigestsQuestion): Promise<DigestsAnswer> {
    const answer = new Promise<DigestsAnswer>((resolve) => thread.once('message', resolve));
    thread.postMessage(question);
    return Promise.race([answer, ended]);
  }
  return {
    advance(tarOffset) {
      if (tarOffset < told + bytesPerMessage) return;
      told = tarOffset;
      thread.postMessage({ kind: 'advance', tarOffset } satisfies DigestsQuestion);
    },
    trailer: () => ask({ kind: 'trailer' }),
    digest: (hash, suffix) => ask({ kind: 'digest', hash, ...(suffix === undefined ? {} : { suffix }) }),
    close: async () => void (await thread.terminate()),
  };
}
