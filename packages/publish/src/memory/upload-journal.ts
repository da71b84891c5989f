import { randomUUID } from 'node:crypto';
import { lstatSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { journalHeader, keyOf, printEnd, printUpload, readJournal } from './journal-lines.ts';
import { isAlive, journalName, journalOwner, type Machine, thisMachine } from './journal-owner.ts';
import {
  type AppendFile,
  makePrivateDirectory,
  openAppendFile,
  readPrivateFile,
  writePrivateFile,
} from './private-files.ts';
import type { RememberedUpload, UploadKey } from './push-memory.ts';

/** Registries forget uploads after a week at the latest. */
const maxAgeMs = 7 * 24 * 3600 * 1000;
const maxUploads = 2000;
const maxJournals = 200;
const maxJournalBytes = 8 * 1024 * 1024;

export interface UploadJournal {
  all(): readonly RememberedUpload[];
  get(key: UploadKey): RememberedUpload | undefined;
  keep(upload: RememberedUpload): void;
  drop(key: UploadKey): void;
  close(): void;
}

export interface UploadJournalOptions {
  onNotice(message: string): void;
  now(): number;
  machine?: Machine;
}

/**
 * Uploads under way, in one file for each process, so that nobody writes where another one does. Whoever opens the journal
 * takes over the files of processes that are gone: renaming is the claim, and only one of two succeeds. Each change is one
 * small write, done when the call returns: what a kill leaves behind is the whole truth but for its last line.
 */
export function openUploadJournal(directory: string, options: UploadJournalOptions): UploadJournal {
  const { onNotice, now, machine = thisMachine() } = options;
  let uploads: Map<string, RememberedUpload> | undefined;
  let file: AppendFile | undefined;
  let isBroken = false;

  const nameOfOwn = () => join(directory, journalName(machine.self, randomUUID().replaceAll('-', '')));

  function attempt(what: string, deed: () => void): void {
    try {
      deed();
    } catch (cause) {
      if (!isBroken) onNotice(`${directory}: uploads cannot be ${what}: ${(cause as Error).message}`);
      isBroken = true;
    }
  }

  function load(): Map<string, RememberedUpload> {
    if (uploads !== undefined) return uploads;
    const found = new Map<string, RememberedUpload>();
    uploads = found;
    attempt('read', () => {
      const claimed = claim();
      for (const path of claimed) read(path, found);
      forgetOld(found, now());
      if (found.size > 0) append([...found.values()].map(printUpload).join(''));
      for (const path of claimed) rmSync(path, { force: true });
    });
    return found;
  }

  /** Takes over what dead processes, or those that have left in order, have written. */
  function claim(): string[] {
    return namesIn(directory)
      .filter(isAbandoned)
      .filter(isJournal)
      .slice(0, maxJournals)
      .flatMap((name) => {
        const path = nameOfOwn();
        return wasRenamed(join(directory, name), path) ? [path] : [];
      });
  }

  function isAbandoned(name: string): boolean {
    const owner = journalOwner(name);
    return owner === undefined || !isAlive(owner, machine);
  }

  /** What is none stays where it is: it may be somebody else's, and must not keep us from the others. */
  function isJournal(name: string): boolean {
    const path = join(directory, name);
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return false;
    if (stats.isFile() && stats.size <= maxJournalBytes) return true;
    onNotice(`${path} is no journal of uploads: it is ignored, and may be deleted`);
    return false;
  }

  function read(path: string, into: Map<string, RememberedUpload>): void {
    const journal = readJournal(readPrivateFile(path, maxJournalBytes) ?? '');
    if (journal === undefined || journal.isDamaged) {
      onNotice(`${directory}: a journal of uploads is damaged: what cannot be read of it is ignored`);
    }
    for (const [key, upload] of journal?.uploads ?? []) {
      if ((into.get(key)?.at ?? 0) <= upload.at) into.set(key, upload);
    }
  }

  function append(lines: string): void {
    if (isBroken) return;
    attempt('written', () => {
      file ??= openAppendFile(madeIn(directory, nameOfOwn()), journalHeader);
      file.append(lines);
      if (file.size > maxJournalBytes / 2) compact();
    });
  }

  /** Writes anew, to another file, what is not over yet. */
  function compact(): void {
    const old = file;
    file = openAppendFile(nameOfOwn(), journalHeader + [...load().values()].map(printUpload).join(''));
    old?.remove();
  }

  return {
    all: () => [...load().values()],
    get: (key) => load().get(keyOf(key)),
    keep(upload) {
      const known = load();
      if (known.size >= maxUploads && !known.has(keyOf(upload))) return;
      known.set(keyOf(upload), upload);
      append(printUpload(upload));
    },
    drop(key) {
      if (load().delete(keyOf(key))) append(printEnd(key));
    },
    close() {
      const left = uploads;
      if (left === undefined || file === undefined) return;
      attempt('written', () => {
        if (left.size > 0) {
          const lines = journalHeader + [...left.values()].map(printUpload).join('');
          writePrivateFile(join(directory, `left-${randomUUID()}.jsonl`), lines);
        }
        file?.remove();
      });
      uploads = undefined;
      file = undefined;
    },
  };
}

function forgetOld(uploads: Map<string, RememberedUpload>, now: number): void {
  const byAge = [...uploads].sort(([, one], [, other]) => other.at - one.at);
  for (const [index, [key, { at }]] of byAge.entries()) {
    if (index >= maxUploads || now - at > maxAgeMs) uploads.delete(key);
  }
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory).filter((name) => name.endsWith('.jsonl'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** False where another process was faster. */
function wasRenamed(from: string, to: string): boolean {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

function madeIn(directory: string, path: string): string {
  makePrivateDirectory(directory);
  return path;
}
