// The thread of read-index.ts: one text in, its entries out.
import { workerData } from 'node:worker_threads';
import { type IndexEntry, parseIndex } from '@violet/charts';
import { answer } from '@violet/threads';

await answer((): Map<string, IndexEntry[]> => parseIndex(String(workerData)).entries);
