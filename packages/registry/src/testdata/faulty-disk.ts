import type { FileHandle } from 'node:fs/promises';
import { constants } from 'node:fs';
import { type Disk, nodeDisk } from '../store/files.ts';

/** What changes the disk: called before each, with a number that counts them from 1. What it throws is what happens. */
export type Fault = (number: number) => void;

const changing: ReadonlySet<PropertyKey> = new Set(['utimes', 'write', 'writeFile', 'writev']);
const syncing: ReadonlySet<PropertyKey> = new Set(['datasync', 'sync']);

export interface FaultyDisk extends Disk {
  /** How many changes were asked for. */
  changes(): number;
}

/** The real disk, until the fault says otherwise. A write that fails has written its first half. It waits for no disk. */
export function faultyDisk(fault: Fault): FaultyDisk {
  let changes = 0;
  const change = () => {
    changes += 1;
    fault(changes);
  };
  return {
    changes: () => changes,
    lstat: nodeDisk.lstat,
    readdir: nodeDisk.readdir,
    mkdir: (async (path: string, options: { recursive: true }) => {
      if (!(await nodeDisk.lstat(path).then(Boolean, () => false))) change();
      return nodeDisk.mkdir(path, options);
    }) as Disk['mkdir'],
    rename: async (from, to) => {
      change();
      return nodeDisk.rename(from, to);
    },
    unlink: async (path) => {
      change();
      return nodeDisk.unlink(path);
    },
    open: async (path, flags, mode) => {
      const makes = typeof flags === 'number' ? (flags & constants.O_CREAT) !== 0 : flags === 'wx';
      if (makes) change();
      return watched(await nodeDisk.open(path, flags, mode), change);
    },
  };
}

function watched(handle: FileHandle, change: () => void): FileHandle {
  return new Proxy(handle, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      if (syncing.has(name)) return async () => change();
      if (!changing.has(name)) return member.bind(target);
      return async (...parameters: unknown[]) => {
        try {
          change();
        } catch (error) {
          if (name === 'writev') await target.writev(...half(parameters));
          throw error;
        }
        return (member as (...words: unknown[]) => unknown).apply(target, parameters);
      };
    },
  });
}

function half([buffers, position]: unknown[]): [Buffer[], number] {
  const bytes = Buffer.concat(buffers as Buffer[]);
  return [[bytes.subarray(0, bytes.length >> 1)], position as number];
}

export function diskError(code: string): Error {
  return Object.assign(new Error(`${code}: as the test wants it`), { code });
}
