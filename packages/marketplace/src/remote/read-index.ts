import { type IndexEntry, parseIndex } from '@violet/charts';
import { Failure } from '@violet/machinery';
import { askThread } from '../threads/ask-thread.ts';

/** What the thread answers. */
export type IndexAnswer = { entries: Map<string, IndexEntry[]> } | { problem: string };

const heapMiB = 512;
/** Up to here reading takes a moment, and starting a thread takes longer. */
const smallBytes = 128 * 1024;

/**
 * Reads an index of somebody else; a large one beside everything that this process does: megabytes of YAML take seconds,
 * and a hostile one costs its thread alone. Throws Invalid for what is no index, and for what takes too long or too much
 * memory.
 */
export async function readIndex(text: string, timeoutMs = 60_000): Promise<Map<string, IndexEntry[]>> {
  return text.length <= smallBytes ? parseIndex(text).entries : readBeside(text, timeoutMs);
}

async function readBeside(text: string, timeoutMs: number): Promise<Map<string, IndexEntry[]>> {
  const module = new URL('./index-thread.ts', import.meta.url);
  const answer = await askThread<IndexAnswer>({ module, data: text, what: 'the index', heapMiB, timeoutMs });
  if ('problem' in answer) throw new Failure('Invalid', answer.problem);
  return answer.entries;
}
