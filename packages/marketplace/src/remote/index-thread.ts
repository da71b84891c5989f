// The thread of read-index.ts: one text in, its entries (or what is wrong with it) out.
import { parentPort, workerData } from 'node:worker_threads';
import { parseIndex } from '@violet/charts';
import { isFailure } from '@violet/machinery';
import type { IndexAnswer } from './read-index.ts';

function answer(text: string): IndexAnswer {
  try {
    return { entries: parseIndex(text).entries };
  } catch (error) {
    if (!isFailure(error)) throw error;
    return { problem: error.message };
  }
}

parentPort?.postMessage(answer(String(workerData)));
