import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { startCountingProxy } from './counting-proxy.ts';
import { startPush } from './push-process.ts';

export interface InterruptedPush {
  /** Bytes over the wire before the process was killed, and those of the process after it. */
  before: number;
  after: number;
  /** What the second process said: events as lines of JSON. */
  events: string;
}

export interface Interruption {
  packed: string;
  /** Of the blob: the first process is killed when half of them have been sent. */
  bytes: number;
  stateDirectory: string;
  /** The second process finds nothing of what the first one wrote down. */
  withoutJournal: boolean;
}

/** Pushes one large blob, kills the process with SIGKILL in the middle, and lets another one go on. */
export async function interruptPush(registry: string, interruption: Interruption): Promise<InterruptedPush> {
  const { packed, bytes, stateDirectory, withoutJournal } = interruption;
  const proxy = await startCountingProxy(registry);
  try {
    const first = startPush(packed, proxy.address, stateDirectory);
    proxy.after(bytes / 2, first.kill);
    const { code, stderr } = await first.end;
    if (code !== null) throw new Error(`the push ended by itself, with ${code}: ${stderr}`);
    const before = proxy.bytes();
    if (withoutJournal) rmSync(join(stateDirectory, 'push', 'uploads'), { recursive: true });
    const second = await startPush(packed, proxy.address, stateDirectory).end;
    if (second.code !== 0) throw new Error(second.stderr);
    return { before, after: proxy.bytes() - before, events: second.stderr };
  } finally {
    await proxy.close();
  }
}
