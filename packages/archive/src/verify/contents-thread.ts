// The thread of check-beside.ts: one path in, the failure (or nothing) out.
import { parentPort, workerData } from 'node:worker_threads';
import { isFailure } from '@violet/machinery';
import type { ContentsAnswer } from './check-beside.ts';
import { checkContents } from './check-contents.ts';

async function answer(path: string): Promise<ContentsAnswer> {
  try {
    await checkContents(path);
    return {};
  } catch (error) {
    if (!isFailure(error)) throw error;
    const { code, message, reason, hint } = error;
    return { failure: { code, message, reason, hint } };
  }
}

parentPort?.postMessage(await answer(String(workerData)));
