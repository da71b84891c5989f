import progress from 'cli-progress';
import type { Context } from '../command/context.ts';
import type { Doing } from '../events/command-event.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type Course, standing } from './course.ts';
import type { Display } from './progress.ts';
import { progressBar } from './progress-words.ts';

/** A line at the bottom of the terminal that is drawn again as time goes by; notes are written above it. */
export function barDisplay(doing: Doing, { stderr, env, now }: Context, terminal: Terminal): Display {
  const stream = stderr as NodeJS.WriteStream;
  const isUnicode = showsUnicode(env);
  let shown: Course | undefined;
  // The last column stays free: some terminals begin a new line as soon as it is written.
  const line = (): string =>
    shown === undefined
      ? ''
      : progressBar(doing, standing(shown, now().getTime()), (stream.columns || 80) - 1, isUnicode);
  const bars = new progress.MultiBar({
    stream,
    format: line,
    hideCursor: false,
    linewrap: true,
    clearOnComplete: true,
    forceRedraw: true,
    gracefulExit: false,
  });
  return {
    moved(course) {
      const isFirst = shown === undefined;
      shown = course;
      if (!isFirst) return;
      bars.create(1, 0);
      bars.update();
      terminal.writeAbove((text) => {
        bars.log(text);
        bars.update();
      });
    },
    stop() {
      terminal.writeAbove(undefined);
      bars.stop();
    },
  };
}

/** As the C library reads the locale; terminals of Windows show it anyway. */
function showsUnicode(env: Context['env']): boolean {
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
  return process.platform === 'win32' || /utf-?8/i.test(locale);
}
