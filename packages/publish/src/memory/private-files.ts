import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';

const ownerOnly = 0o600;
/** Absent on Windows. */
const noFollow = constants.O_NOFOLLOW ?? 0;

/**
 * Makes a directory, and those above it, for their owner alone. One after the other: Node's own way never ends where a file
 * system says "not there" to whoever makes a directory in one that is there, as automounters and /proc do.
 */
export function makePrivateDirectory(path: string): void {
  if (existsSync(path)) return;
  const parent = dirname(path);
  if (parent !== path) makePrivateDirectory(parent);
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Another process was faster.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** A file of this process alone, to which lines are added. */
export interface AppendFile {
  readonly size: number;
  append(text: string): void;
  close(): void;
  remove(): void;
}

/** Makes a file that was not there, with its first text. */
export function openAppendFile(path: string, text: string): AppendFile {
  const { O_WRONLY, O_CREAT, O_EXCL, O_APPEND } = constants;
  const descriptor = openSync(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | noFollow, ownerOnly);
  let size = 0;
  const append = (more: string) => {
    size += writeSync(descriptor, more);
  };
  append(text);
  const close = () => closeSync(descriptor);
  return {
    get size() {
      return size;
    },
    append,
    close,
    remove() {
      close();
      rmSync(path, { force: true });
    },
  };
}

/** Adds a line to a file that others may add to at the same time; `header` is for a file that was not there. */
export function appendPrivateFile(path: string, line: string, header: string): void {
  const { O_WRONLY, O_CREAT, O_APPEND } = constants;
  const descriptor = openSync(path, O_WRONLY | O_CREAT | O_APPEND | noFollow, ownerOnly);
  try {
    writeSync(descriptor, fstatSync(descriptor).size === 0 ? header + line : line);
  } finally {
    closeSync(descriptor);
  }
}

/** Undefined where there is none. Throws for what is no regular file or has more than `maxBytes`. */
export function readPrivateFile(path: string, maxBytes: number): string | undefined {
  const descriptor = openIfThere(path);
  if (descriptor === undefined) return undefined;
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) throw new Error(`${path} is no regular file`);
    if (stats.size > maxBytes) throw new Error(`${path} has more than ${maxBytes} bytes; it may be deleted`);
    return readFileSync(descriptor, 'utf8');
  } finally {
    closeSync(descriptor);
  }
}

function openIfThere(path: string): number | undefined {
  try {
    return openSync(path, constants.O_RDONLY | noFollow | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Puts a whole file into its place at once. */
export function writePrivateFile(path: string, text: string): void {
  const temporary = `${path}.${process.pid}.new`;
  writeFileSync(temporary, text, { mode: ownerOnly, flag: 'wx' });
  renameSync(temporary, path);
}
