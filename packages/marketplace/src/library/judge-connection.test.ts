import { describe, expect, it } from 'vitest';
import { type ConnectionSight, judgeConnection, type Outage } from './judge-connection.ts';

/** Seconds after the start. */
interface Seen {
  at: number;
  state?: string;
  /** By the time of day; what is yet to come tells nothing. */
  stateSince?: number;
  asked?: number;
}

function sight({ at, state, stateSince, asked = 1 }: Seen): ConnectionSight {
  const isTold = stateSince !== undefined && stateSince <= at;
  return { now: at * 1000, state, stateForMs: isTold ? (at - stateSince) * 1000 : undefined, packagesAsked: asked };
}

/** What is done at each sight, the way a reconciler goes on. */
function follow(seen: readonly Seen[]): { deeds: string[]; known: Outage | undefined } {
  let known: Outage | undefined;
  const deeds = seen.map((one) => {
    const { outage, remedy, lookAgainMs } = judgeConnection(known, sight(one));
    known = outage;
    return [remedy ?? 'nothing', ...(lookAgainMs === undefined ? [] : [`again in ${lookAgainMs / 1000} s`])].join(', ');
  });
  return { deeds, known };
}

const down = 'TRANSIENT_FAILURE';
const up = 'READY';

describe('what is done about the connections of OLM to a catalogue', () => {
  it.each<[string, [Seen, string][]]>([
    ['nothing where no OLM has said anything', [[{ at: 0 }, 'nothing']]],
    ['nothing while they are there', [[{ at: 0, state: up, stateSince: -900 }, 'nothing']]],
    [
      'nothing where all come back within moments, as they do when the content is swapped',
      [
        [{ at: 0.4, state: 'IDLE', stateSince: 0 }, 'nothing, again in 19.6 s'],
        [{ at: 0.5, state: 'CONNECTING', stateSince: 0 }, 'nothing, again in 19.5 s'],
        [{ at: 0.7, state: up, stateSince: 0 }, 'nothing'],
      ],
    ],
    [
      'one new dial of the catalog operator in twenty seconds, whatever else changes meanwhile: it has to come to its tries',
      [
        [{ at: 1, state: down, stateSince: 0 }, 'nothing, again in 19 s'],
        [{ at: 12, state: down, stateSince: 11 }, 'nothing, again in 8 s'],
        [{ at: 20, state: down, stateSince: 11 }, 'redial, again in 20 s'],
        [{ at: 20.1, state: down, stateSince: 11 }, 'nothing, again in 19.9 s'],
        [{ at: 20.9, state: 'IDLE', stateSince: 20 }, 'nothing, again in 19.1 s'],
        [{ at: 21, state: 'CONNECTING', stateSince: 20 }, 'nothing, again in 19 s'],
        [{ at: 22, state: down, stateSince: 21 }, 'nothing, again in 18 s'],
        [{ at: 40, state: down, stateSince: 21 }, 'redial, again in 20 s'],
      ],
    ],
    [
      'a new dial at once where it has been down for longer than we are here',
      [[{ at: 50, state: down, stateSince: 0 }, 'redial, again in 20 s']],
    ],
    [
      'a new dial where it hangs in the middle of one',
      [[{ at: 25, state: 'CONNECTING', stateSince: 0 }, 'redial, again in 20 s']],
    ],
    [
      'patience where the clock of the cluster is ahead',
      [[{ at: 0, state: down, stateSince: 30 }, 'nothing, again in 20 s']],
    ],
    [
      'nothing more where the package server asks by itself',
      [
        [{ at: 50, state: down, stateSince: 0, asked: 4 }, 'redial, again in 20 s'],
        [{ at: 51, state: up, stateSince: 51, asked: 4 }, 'nothing, again in 3 s'],
        [{ at: 51.2, state: up, stateSince: 51, asked: 5 }, 'nothing'],
      ],
    ],
    [
      'another address where the package server does not ask, once',
      [
        [{ at: 50, state: down, stateSince: 0, asked: 4 }, 'redial, again in 20 s'],
        [{ at: 51, state: up, stateSince: 51, asked: 4 }, 'nothing, again in 3 s'],
        [{ at: 54, state: up, stateSince: 51, asked: 4 }, 'move'],
        [{ at: 54.1, state: 'IDLE', stateSince: 54, asked: 4 }, 'nothing, again in 19.9 s'],
        [{ at: 54.2, state: up, stateSince: 54, asked: 4 }, 'nothing'],
        [{ at: 90, state: up, stateSince: 54, asked: 4 }, 'nothing'],
      ],
    ],
    [
      'another address again after the next long outage, even where it came right after the first',
      [
        [{ at: 50, state: down, stateSince: 0 }, 'redial, again in 20 s'],
        [{ at: 51, state: up, stateSince: 51 }, 'nothing, again in 3 s'],
        [{ at: 54, state: up, stateSince: 51 }, 'move'],
        [{ at: 55, state: down, stateSince: 55 }, 'nothing, again in 19 s'],
        [{ at: 74, state: down, stateSince: 55 }, 'redial, again in 20 s'],
        [{ at: 75, state: up, stateSince: 75 }, 'nothing, again in 3 s'],
        [{ at: 78, state: up, stateSince: 75 }, 'move'],
      ],
    ],
    [
      'no other address after a short outage: no back-off is long by then',
      [
        [{ at: 1, state: down, stateSince: 0 }, 'nothing, again in 19 s'],
        [{ at: 12, state: up, stateSince: 12 }, 'nothing'],
      ],
    ],
    [
      'the same where the time of day is put back meanwhile',
      [
        [{ at: 50, state: down, stateSince: 0 }, 'redial, again in 20 s'],
        [{ at: 60, state: down, stateSince: 3600 }, 'nothing, again in 10 s'],
        [{ at: 70, state: down, stateSince: 3600 }, 'redial, again in 20 s'],
        [{ at: 71, state: up, stateSince: 3600 }, 'nothing, again in 3 s'],
        [{ at: 74, state: up, stateSince: 3600 }, 'move'],
      ],
    ],
  ])('%s', (_what, course) => {
    expect(follow(course.map(([seen]) => seen)).deeds).toEqual(course.map(([, deed]) => deed));
  });

  it('forgets an outage when it is over', () => {
    const over = [
      { at: 1, state: down, stateSince: 0 },
      { at: 2, state: up, stateSince: 2, asked: 2 },
    ];
    expect(follow(over).known).toBeUndefined();
  });
});
