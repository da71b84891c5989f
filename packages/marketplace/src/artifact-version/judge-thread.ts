// The thread of judge-beside.ts: the files of one bundle in, the bundle out.
import { workerData } from 'node:worker_threads';
import { answer } from '@violet/threads';
import { judgeBundle, type PulledBundle } from './judge-bundle.ts';

await answer(() => judgeBundle(workerData as PulledBundle));
