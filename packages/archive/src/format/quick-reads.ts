import type { ReadableFile } from './read-fully.ts';

/** What the system has in memory is there within a tenth of this: a longer read has waited for a disk. */
const waitMs = 4;
/** So many reads after one that waited go to other threads; then it is tried again. */
const readsElsewhere = 64;

/**
 * Reads of a file that is mostly in the system's memory, or soon is because the system reads ahead: done at once, since handing one to another
 * thread takes longer than the read itself. Where one had to wait for a disk the next ones go to threads, so that who does other things
 * meanwhile (sending, answering a signal) is not held up again and again.
 */
export function quickReads(
  file: ReadableFile,
  now: () => number = () => performance.now(),
): Pick<ReadableFile, 'read'> {
  let elsewhere = 0;
  return {
    async read(buffer, offset, length, position) {
      if (elsewhere > 0) {
        elsewhere -= 1;
        return file.read(buffer, offset, length, position);
      }
      const started = now();
      const bytesRead = file.readSync(buffer, offset, length, position);
      if (now() - started > waitMs) elsewhere = readsElsewhere;
      return { bytesRead };
    },
  };
}
