import { type IndexEntry, parseIndex } from '@violet/charts';
import { askThread } from '@violet/threads';

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
  return await askThread({ module, data: text, what: 'the index', heapMiB, timeoutMs });
}
