// A thread that does what it is told.
import { workerData } from 'node:worker_threads';
import { Failure } from '@violet/machinery';
import { answer, answerInParts } from '../answer.ts';

export type Task =
  | { kind: 'count'; bytes: Uint8Array }
  | { kind: 'parts'; parts: number[] }
  | { kind: 'refuse' | 'mistake' | 'loop' | 'hoard' | 'end' };

const task = workerData as Task;
if (task.kind === 'parts') await answerInParts(() => task.parts);
else await answer(() => result(task));

function result(task: Exclude<Task, { kind: 'parts' }>): number {
  switch (task.kind) {
    case 'count':
      return task.bytes.length;
    case 'refuse':
      throw new Failure('Invalid', 'the index is no map', { hint: 'write one' });
    case 'mistake':
      throw new TypeError('a bug');
    case 'loop':
      for (;;);
    case 'hoard':
      for (const all: number[][] = []; ; ) all.push(new Array(100_000).fill(all.length));
    case 'end':
      process.exit();
  }
}
