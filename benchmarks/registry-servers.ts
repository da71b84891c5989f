import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDistribution } from '../tools/peers/registry-answers/distribution.ts';

/** A registry that was started for one measurement, empty, over plain HTTP. */
export interface MeasuredRegistry {
  address: string;
  pid: number;
  /** Milliseconds that the event loop came late since this was asked last; of ours only. */
  delays?(): Promise<LoopDelays>;
  stop(): Promise<void>;
}

export interface LoopDelays {
  p99: number;
  max: number;
}

export async function startOurs(): Promise<MeasuredRegistry> {
  const directory = mkdtempSync(join(tmpdir(), 'violet-bench-registry-'));
  const child = fork(new URL('./registry-server.ts', import.meta.url), [directory]);
  const { address } = await said<{ address: string }>(child);
  return {
    address,
    pid: child.pid ?? 0,
    delays: () => {
      child.send('delays');
      return said<LoopDelays>(child);
    },
    stop: async () => {
      const exited = once(child, 'exit');
      child.disconnect();
      await exited;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

export async function startTheirs(bin: string): Promise<MeasuredRegistry> {
  const { address, pid, stop } = await startDistribution(bin);
  return { address, pid, stop };
}

async function said<T>(child: ChildProcess): Promise<T> {
  const [message] = await once(child, 'message');
  return message as T;
}
