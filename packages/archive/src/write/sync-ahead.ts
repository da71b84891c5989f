import type { FileHandle } from 'node:fs/promises';

/** Lets the disk begin while a file is still being written: what it has by then need not be waited for at the end. */
export interface SyncAhead {
  /** So much is written. */
  advance(bytes: number): void;
  /** When the disk has all that is written; throws what it has refused. */
  settled(): Promise<void>;
}

const bytesPerSync = 64 * 1024 * 1024;

export function createSyncAhead(file: FileHandle): SyncAhead {
  let syncing = Promise.resolve();
  let isBusy = false;
  let begun = 0;
  return {
    advance(bytes) {
      if (isBusy || bytes < begun + bytesPerSync) return;
      begun = bytes;
      isBusy = true;
      syncing = syncing
        .then(() => file.datasync())
        .finally(() => {
          isBusy = false;
        });
      // Told by `settled`.
      syncing.catch(() => undefined);
    },
    async settled() {
      await syncing;
      await file.datasync();
    },
  };
}
