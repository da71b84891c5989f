import type { Context } from '../command/context.ts';
import type { Doing } from '../events/command-event.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { advance, type Course, standing, startCourse, type Tally, type Total } from './course.ts';
import { progressSentence } from './progress-words.ts';

/** How far something has come: a bar on a terminal, a line now and then elsewhere, events for programs. */
export interface Progress {
  start(total: Total): void;
  update(tally: Tally): void;
  /** Takes the bar away. */
  stop(): void;
}

/** Shows one course as it moves. */
export interface Display {
  moved(course: Course, nowMs: number): void;
  stop(course: Course, nowMs: number): void;
}

const lineEveryMs = 5000;
const eventEveryMs = 1000;

export async function createProgress(doing: Doing, context: Context, terminal: Terminal): Promise<Progress> {
  const display = await displayFor(doing, context, terminal);
  const nowMs = (): number => context.now().getTime();
  let course: Course | undefined;
  return {
    start(total) {
      if (total.bytes === 0) return;
      course = startCourse(total, nowMs());
      display.moved(course, nowMs());
    },
    update(tally) {
      if (course === undefined) return;
      course = advance(course, tally, nowMs());
      display.moved(course, nowMs());
    },
    stop() {
      if (course === undefined) return;
      display.stop(course, nowMs());
      course = undefined;
    },
  };
}

async function displayFor(doing: Doing, context: Context, terminal: Terminal): Promise<Display> {
  if (terminal.isJson) {
    return timedDisplay(eventEveryMs, true, (course, nowMs) => {
      terminal.event({ event: 'progress', doing, ...standing(course, nowMs) });
    });
  }
  if (terminal.isInteractive) {
    const { barDisplay } = await import('./bar-display.ts');
    return barDisplay(doing, context, terminal);
  }
  return timedDisplay(lineEveryMs, false, (course, nowMs) => {
    terminal.note(progressSentence(doing, standing(course, nowMs)));
  });
}

/** Shows the course so often, at once where it is eager, and what became of it where it was shown before. */
function timedDisplay(everyMs: number, isEager: boolean, show: Display['moved']): Display {
  let shownMs: number | undefined;
  let shown: Course | undefined;
  const showNow: Display['moved'] = (course, nowMs) => {
    shownMs = nowMs;
    shown = course;
    show(course, nowMs);
  };
  return {
    moved(course, nowMs) {
      shownMs ??= isEager ? nowMs - everyMs : nowMs;
      if (nowMs - shownMs >= everyMs) showNow(course, nowMs);
    },
    stop(course, nowMs) {
      if (shown !== undefined && shown !== course) showNow(course, nowMs);
    },
  };
}
