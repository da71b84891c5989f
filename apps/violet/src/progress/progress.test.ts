import { describe, expect, it } from 'vitest';
import type { Context } from '../command/context.ts';
import { createTerminal } from '../terminal/terminal.ts';
import { createProgress } from './progress.ts';

const mebi = 1024 * 1024;

interface Screen {
  isTTY?: boolean;
  columns?: number;
  env?: Record<string, string>;
  isJson?: boolean;
}

/** A transfer at 10 MiB/s, told a hundred times a second, on a stderr of some kind. */
async function watch({ isTTY = false, columns, env = {}, isJson = false }: Screen, seconds: number) {
  let nowMs = 0;
  const stderr = { text: '', isTTY, columns, write: (text: string) => (stderr.text += text) };
  const context: Context = {
    stdout: { write: () => undefined },
    stderr,
    env: { LANG: 'C.UTF-8', ...env },
    readInput: async () => '',
    cwd: '/',
    now: () => new Date(nowMs),
    signal: AbortSignal.any([]),
  };
  const terminal = createTerminal(context, { isDebug: false, isJson });
  const progress = await createProgress('push', context, terminal);
  progress.start({ bytes: seconds * 10 * mebi });
  for (let tick = 1; tick <= seconds * 100; tick++) {
    nowMs += 10;
    progress.update({ bytes: (tick * mebi) / 10 });
  }
  return { stderr, terminal, stop: () => progress.stop() };
}

describe('progress', () => {
  it('is a line every five seconds where nobody watches a terminal', async () => {
    const { stderr, stop } = await watch({}, 17);
    stop();

    expect(stderr.text.split('\n').map((line) => line.replace(/\d+(\.\d)? MiB\/s.*/, 'RATE'))).toEqual([
      'pushing: 29% (50 MiB/170 MiB), RATE',
      'pushing: 58% (100 MiB/170 MiB), RATE',
      'pushing: 88% (150 MiB/170 MiB), RATE',
      'pushing: 100% (170 MiB/170 MiB), RATE',
      '',
    ]);
  });

  it.each([
    ['is nothing at all for what is done at once', { isTTY: false }],
    ['moves no cursor of a terminal that cannot', { isTTY: true, env: { TERM: 'dumb' } }],
  ])('%s', async (_what, screen) => {
    const { stderr, stop } = await watch(screen, 4);
    stop();

    expect(stderr.text).toBe('');
  });

  it('is an event a second for programs, and nothing else', async () => {
    const { stderr, stop } = await watch({ isTTY: true, isJson: true }, 3);
    stop();
    const events = stderr.text.trimEnd().split('\n');

    expect(events.map((line) => JSON.parse(line).bytes)).toEqual([0, 10 * mebi, 20 * mebi, 30 * mebi]);
    expect(JSON.parse(events[1] ?? '')).toEqual({
      time: '1970-01-01T00:00:01.000Z',
      event: 'progress',
      doing: 'push',
      bytes: 10 * mebi,
      totalBytes: 30 * mebi,
      bytesPerSecond: expect.any(Number),
      secondsLeft: 2,
    });
  });
});

describe('the bar', () => {
  /** What stands between the moves of the cursor. */
  const linesOf = (text: string): string[] => text.split(/\u001b\[\d*[A-Z]|\n/).filter((line) => line !== '');

  it('has no colours, leaves the cursor as it is, and goes away', async () => {
    const { stderr, stop } = await watch({ isTTY: true, columns: 80, env: { NO_COLOR: '1' } }, 2);
    stop();

    expect(stderr.text).toContain('pushing  ░░░░');
    expect(stderr.text).not.toMatch(/\u001b\[[\d;]*m|\u001b\[\?/);
    expect(stderr.text.endsWith('\u001b[0J')).toBe(true);
  });

  it('is drawn anew below each note, as wide as the terminal is by then', async () => {
    const { stderr, terminal, stop } = await watch({ isTTY: true, columns: 80 }, 2);
    stderr.columns = 41;
    stderr.text = '';
    terminal.note('pushed image one\u001b[2J');
    const [note, bar = ''] = linesOf(stderr.text);
    stop();

    expect(note).toBe('pushed image one?[2J');
    expect(bar).toMatch(/^pushing {2}█+ {2}100%/);
    expect(bar.length).toBeLessThanOrEqual(40);
  });

  it('leaves notes alone once it has stopped', async () => {
    const { stderr, terminal, stop } = await watch({ isTTY: true, columns: 80 }, 1);
    stop();
    stderr.text = '';
    terminal.note('done');

    expect(stderr.text).toBe('done\n');
  });
});
