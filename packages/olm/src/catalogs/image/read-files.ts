import { type CatalogContent, type CatalogProblem, type ReadCatalog, readCatalog } from '@violet/bundles';
import { askThreadInParts } from '@violet/threads';
import { threadTurns } from '../../thread-turns.ts';
import { checkWeight } from '../weight.ts';

/** What the thread answers, several times. */
export interface CatalogPart extends CatalogContent {
  problems: CatalogProblem[];
}

export type CatalogFiles = ReadonlyMap<string, Uint8Array>;

const HEAP_MIB = 2048;
const TIMEOUT_MS = 120_000;
/** Up to here reading takes a moment, and starting a thread takes longer. */
const SMALL_BYTES = 256 * 1024;

/**
 * Reads the files of a catalogue, which are given away by that; a large one beside everything that this process does: a hundred megabytes
 * of JSON take seconds. Throws Invalid for what cannot be read, or would fill the memory.
 */
export async function readCatalogFiles(files: CatalogFiles): Promise<ReadCatalog> {
  let bytes = 0;
  for (const file of files.values()) bytes += file.length;
  if (bytes > SMALL_BYTES) return await readBeside(files);
  const read = readCatalog(files);
  checkWeight(read.content);
  return read;
}

async function readBeside(files: CatalogFiles): Promise<ReadCatalog> {
  const owned = new Map([...files].map(([path, bytes]) => [path, ownBytes(bytes)]));
  const question = {
    module: new URL('./read-thread.ts', import.meta.url),
    data: owned,
    transfer: [...owned.values()].map(({ buffer }) => buffer),
    what: 'the catalogue',
    heapMiB: HEAP_MIB,
    timeoutMs: TIMEOUT_MS,
  };
  const parts = await threadTurns.take(() => askThreadInParts<CatalogPart>(question));
  return {
    content: {
      packages: parts.flatMap(({ packages }) => packages),
      bundles: parts.flatMap(({ bundles }) => bundles),
    },
    problems: parts.flatMap(({ problems }) => problems),
  };
}

/** Small buffers share their memory with others, which must not be given away. */
function ownBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const isWhole = bytes.buffer instanceof ArrayBuffer && bytes.byteLength === bytes.buffer.byteLength;
  return isWhole ? (bytes as Uint8Array<ArrayBuffer>) : Uint8Array.from(bytes);
}
