// The thread of judge-beside.ts: the files of one bundle in, the bundle (or what is wrong with it) out.
import { parentPort, workerData } from 'node:worker_threads';
import { isFailure } from '@violet/machinery';
import type { JudgeAnswer } from './judge-beside.ts';
import { judgeBundle, type PulledBundle } from './judge-bundle.ts';

async function answer(pulled: PulledBundle): Promise<JudgeAnswer> {
  try {
    return await judgeBundle(pulled);
  } catch (error) {
    if (!isFailure(error)) throw error;
    return { problem: error.message };
  }
}

parentPort?.postMessage(await answer(workerData as PulledBundle));
