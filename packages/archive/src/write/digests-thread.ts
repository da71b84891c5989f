// The thread of digests-beside.ts: one package file that is being written; questions in, answers out, in their order.
import { openSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { createFileDigests, type FileHash } from './file-digests.ts';

export interface DigestsTask {
  path: string;
  tarLength: number;
  hashes: readonly FileHash[];
}

export type DigestsQuestion =
  | { kind: 'advance'; tarOffset: number }
  | { kind: 'trailer' }
  | { kind: 'digest'; hash: FileHash; suffix?: Uint8Array };

export type DigestsAnswer = Uint8Array;

const { path, tarLength, hashes } = workerData as DigestsTask;
const digests = createFileDigests(openSync(path, 'r'), tarLength, hashes);

parentPort?.on('message', (question: DigestsQuestion) => {
  const answer = answerTo(question);
  if (answer !== undefined) parentPort?.postMessage(answer);
});

function answerTo(question: DigestsQuestion): DigestsAnswer | undefined {
  switch (question.kind) {
    case 'advance':
      digests.advance(question.tarOffset);
      return undefined;
    case 'trailer':
      digests.advance(tarLength);
      return digests.trailer();
    case 'digest':
      return digests.digest(question.hash, question.suffix);
  }
}
