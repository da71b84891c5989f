// The thread of read-files.ts: the files of a catalogue in, its content (or what is wrong with it) out.
import { parentPort, workerData } from 'node:worker_threads';
import { readCatalog } from '@violet/bundles';
import { isFailure } from '@violet/machinery';
import type { CatalogAnswer, CatalogFiles } from './read-files.ts';

function answer(files: CatalogFiles): CatalogAnswer {
  try {
    return { catalog: readCatalog(files) };
  } catch (error) {
    if (!isFailure(error)) throw error;
    return { problem: error.message };
  }
}

parentPort?.postMessage(answer(workerData as CatalogFiles));
