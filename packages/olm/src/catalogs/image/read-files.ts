import { Worker } from 'node:worker_threads';
import { type ReadCatalog, readCatalog } from '@violet/bundles';
import { Failure } from '@violet/machinery';

/** What the thread answers. */
export type CatalogAnswer = { catalog: ReadCatalog } | { problem: string };

export type CatalogFiles = ReadonlyMap<string, Uint8Array>;

const HEAP_MIB = 2048;
const TIMEOUT_MS = 120_000;
/** Up to here reading takes a moment, and starting a thread takes longer. */
const SMALL_BYTES = 256 * 1024;

/**
 * Reads the files of a catalogue; a large one beside everything that this process does: a hundred megabytes of JSON take
 * seconds, and a hostile one costs its thread alone. Throws Invalid for what cannot be read.
 */
export async function readCatalogFiles(files: CatalogFiles): Promise<ReadCatalog> {
  let bytes = 0;
  for (const file of files.values()) bytes += file.length;
  return bytes <= SMALL_BYTES ? readCatalog(files) : await readBeside(files);
}

async function readBeside(files: CatalogFiles): Promise<ReadCatalog> {
  const thread = new Worker(new URL('./read-thread.ts', import.meta.url), {
    workerData: files,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MIB },
  });
  try {
    const answer = await answerOf(thread);
    if ('problem' in answer) throw new Failure('Invalid', answer.problem);
    return answer.catalog;
  } finally {
    await thread.terminate();
  }
}

function answerOf(thread: Worker): Promise<CatalogAnswer> {
  return new Promise((resolve, reject) => {
    const refuse = (why: string, cause?: unknown) =>
      reject(new Failure('Invalid', `the catalogue cannot be read: ${why}`, cause === undefined ? {} : { cause }));
    const timer = setTimeout(() => refuse(`it takes more than ${TIMEOUT_MS / 1000} s`), TIMEOUT_MS);
    thread.once('message', resolve);
    thread.once('error', (error: Error) => refuse(error.message, error));
    thread.once('exit', () => {
      clearTimeout(timer);
      refuse('its thread has ended');
    });
  });
}
