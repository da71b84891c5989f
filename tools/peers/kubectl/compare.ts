import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { play } from './play.ts';
import type { Session, Step } from './session.ts';
import type { TwoClusters } from './two-clusters.ts';

/** What a real and an embedded cluster answered to one step. */
interface Answers {
  real: string | undefined;
  embedded: string | undefined;
}

/** One test for each step: both clusters answer the same, or differ for the reason that the session gives. */
export function compareSessions(sessions: readonly Session[], start: () => Promise<TwoClusters>): void {
  let clusters: TwoClusters;
  beforeAll(async () => {
    clusters = await start();
  });
  afterAll(() => clusters?.stop());

  describe.each(sessions)('$name', (session) => {
    let answers: Answers[];

    beforeAll(async () => {
      answers = await answersOf(session, clusters);
      if (!answers.every((answer, index) => isExpected(session.steps[index], answer))) {
        answers = await playedAgain(session, answers, start);
      }
    });

    it.each(session.steps.map((step, index) => ({ ...step, index })))('$line: $command', ({ index, differs }) => {
      const { real, embedded } = answers[index] ?? {};

      if (differs === undefined) expect(embedded).toBe(real);
      else expect(embedded, `no longer differs: ${differs}`).not.toBe(real);
    });
  });
}

async function answersOf(session: Session, clusters: TwoClusters): Promise<Answers[]> {
  const [real, embedded] = await Promise.all([play(session, clusters.real), play(session, clusters.embedded)]);
  return session.steps.map((_, index) => ({ real: real[index], embedded: embedded[index] }));
}

/**
 * What a real cluster prints depends on when its controllers come to an object, so a surprise counts when two new
 * clusters repeat it. What surprised once alone is told on stderr.
 */
async function playedAgain(
  session: Session,
  first: readonly Answers[],
  start: () => Promise<TwoClusters>,
): Promise<Answers[]> {
  const clusters = await start();
  try {
    const second = await answersOf(session, clusters);
    return first.map((answer, index) => {
      const step = session.steps[index];
      const again = second[index] ?? answer;
      if (isExpected(step, answer)) return answer;
      if (isExpected(step, again))
        process.stderr.write(`${session.name} ${step?.line}: was a surprise once, not twice\n`);
      return again;
    });
  } finally {
    await clusters.stop();
  }
}

function isExpected(step: Step | undefined, { real, embedded }: Answers): boolean {
  return (real === embedded) === (step?.differs === undefined);
}
