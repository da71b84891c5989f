import { beforeAll, describe, expect, it } from 'vitest';
import { play } from './play.ts';
import type { Session } from './session.ts';
import type { TwoClusters } from './two-clusters.ts';

/** One test for each step: both clusters answer the same, or differ for the reason that the session gives. */
export function compareSessions(sessions: readonly Session[], clusters: () => TwoClusters): void {
  describe.each(sessions)('$name', (session) => {
    let answers: { real: string[]; embedded: string[] };

    beforeAll(async () => {
      const [real, embedded] = await Promise.all([play(session, clusters().real), play(session, clusters().embedded)]);
      answers = { real, embedded };
    });

    it.each(session.steps.map((step, index) => ({ ...step, index })))('$line: $command', ({ index, differs }) => {
      const [expected, answer] = [answers.real[index], answers.embedded[index]];

      if (differs === undefined) expect(answer).toBe(expected);
      else expect(answer, `no longer differs: ${differs}`).not.toBe(expected);
    });
  });
}
