import type { PushEvent } from '@violet/publish';
import { expect, it } from 'vitest';
import type { CommandContext } from '../command/define-command.ts';
import { createEvents } from '../events/events.ts';
import { createTerminal } from '../terminal/terminal.ts';
import { createPushProgress } from './push-progress.ts';

const registry = 'harbor.demo.io';

async function told(events: readonly PushEvent[]): Promise<Record<string, unknown>[]> {
  let text = '';
  let ms = 0;
  const stderr = { write: (more: string) => (text += more) };
  const now = () => {
    ms += 1000;
    return new Date(ms);
  };
  const process = { stdout: stderr, stderr, env: {}, cwd: '/', now, signal: AbortSignal.any([]) };
  const context = { ...process, readInput: async () => '' };
  const terminal = createTerminal(context, { isDebug: false, isJson: true });
  const progress = await createPushProgress({ events: createEvents(context, terminal) } as CommandContext, 2);
  for (const event of events) progress.onEvent(event);
  progress.stop();
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line)).map(({ time: _, ...event }) => event);
}

it('tells bytes and packages of a push, which never go back', async () => {
  const events = await told([
    { type: 'transfer-started', blobs: 2, bytes: 100 },
    { type: 'transferred', bytes: 40, sentBytes: 10, totalBytes: 100 },
    { type: 'transferred', bytes: 100, sentBytes: 70, totalBytes: 100 },
    { type: 'package', package: 'a.tgz', outcome: 'pushed' },
    { type: 'package', package: 'b.tgz', outcome: 'failed' },
  ]);

  const progress = events.filter(({ event }) => event === 'progress');
  expect(progress[0]).toMatchObject({ bytes: 0, totalBytes: 100, packages: 0, totalPackages: 2 });
  expect(progress.at(-1)).toMatchObject({ bytes: 100, packages: 2 });
  for (const field of ['bytes', 'packages'] as const) {
    const values = progress.map((one) => Number(one[field]));
    expect(values).toEqual(values.toSorted((a, b) => a - b));
  }
});

it.each<[PushEvent, object]>([
  [
    { type: 'retrying', registry, why: 'answered 503', attempt: 2, attempts: 5, pauseMs: 500 },
    { event: 'retrying', registry, message: 'answered 503 (2 of 5)', pauseMs: 500 },
  ],
  [
    { type: 'concurrency', registry, requests: 4, why: 'answered 429' },
    { event: 'concurrency', registry, requests: 4, why: 'answered 429' },
  ],
  [
    { type: 'notice', message: 'the disk is full' },
    { event: 'note', message: 'the disk is full' },
  ],
  [
    { type: 'resumed', registry, repository: 'a', digest: 'sha256:1', offset: 1024, size: 4096 },
    { event: 'resumed', registry, repository: 'a', digest: 'sha256:1', offset: 1024, size: 4096 },
  ],
])('tells programs of %j', async (event, line) => {
  expect(await told([event])).toEqual([line]);
});
