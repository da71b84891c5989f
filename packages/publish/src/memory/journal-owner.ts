import { hostname, uptime } from 'node:os';

/** The process that writes a journal; its name is part of the file's. */
export interface JournalOwner {
  host: string;
  pid: number;
  /** Milliseconds since 1970; tells apart two processes that were given the same number. */
  startedAt: number;
}

const pattern = /^(?<host>[\w.-]{1,64})~(?<pid>\d{1,10})~(?<startedAt>\d{1,16})~\w+\.jsonl$/;

export function thisProcess(): JournalOwner {
  const host = hostname()
    .replace(/[^\w.-]/g, '-')
    .slice(0, 64);
  return { host: host || 'unnamed', pid: process.pid, startedAt: Math.floor(performance.timeOrigin) };
}

export function journalName({ host, pid, startedAt }: JournalOwner, suffix: string): string {
  return `${host}~${pid}~${startedAt}~${suffix}.jsonl`;
}

/** Undefined for a journal that its process has left behind in order. */
export function journalOwner(name: string): JournalOwner | undefined {
  const { host, pid, startedAt } = pattern.exec(name)?.groups ?? {};
  if (host === undefined) return undefined;
  return { host, pid: Number(pid), startedAt: Number(startedAt) };
}

/** What is known of the processes of this machine. */
export interface Machine {
  self: JournalOwner;
  /** When the system started, in milliseconds since 1970. */
  bootedAt: number;
  isRunning(pid: number): boolean;
}

export function thisMachine(): Machine {
  return { self: thisProcess(), bootedAt: Date.now() - uptime() * 1000, isRunning };
}

/**
 * Whether the process may still write its journal. One of another machine is taken for dead: two that send to the same
 * upload are put right by the registry, while one that waited for ever would never continue.
 */
export function isAlive(owner: JournalOwner, { self, bootedAt, isRunning }: Machine): boolean {
  if (owner.host !== self.host || owner.startedAt < bootedAt) return false;
  if (owner.pid === self.pid) return owner.startedAt === self.startedAt;
  return isRunning(owner.pid);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
