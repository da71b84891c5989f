import { Failure, Turns } from '@violet/machinery';
import { askThread } from '../threads/ask-thread.ts';
import { type JudgedBundle, judgeBundle, type PulledBundle } from './judge-bundle.ts';

/** What the thread answers. */
export type JudgeAnswer = JudgedBundle | { problem: string };

/** Up to here reading takes some milliseconds, and starting a thread takes longer. */
const smallBytes = 128 * 1024;
const heapMiB = 1024;
const timeoutMs = 60_000;

/** Each may take its heap and a core. */
const threads = new Turns(2);

/** As `judgeBundle`, but a large bundle is read beside everything that this process does: megabytes of YAML take seconds. */
export async function judgeBeside(pulled: PulledBundle): Promise<JudgedBundle> {
  let bytes = 0;
  for (const file of pulled.files.values()) bytes += file.length;
  if (bytes <= smallBytes) return await judgeBundle(pulled);
  const module = new URL('./judge-thread.ts', import.meta.url);
  const question = { module, data: pulled, what: pulled.source, heapMiB, timeoutMs };
  const answer = await threads.take(() => askThread<JudgeAnswer>(question));
  if ('problem' in answer) throw new Failure('Invalid', answer.problem);
  return answer;
}
