import { Turns } from '@violet/machinery';
import { askThread } from '@violet/threads';
import { type JudgedBundle, judgeBundle, type PulledBundle } from './judge-bundle.ts';

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
  return await threads.take(() => askThread<JudgedBundle>(question));
}
