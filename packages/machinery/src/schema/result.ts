import type { FailureCause } from '../failure.ts';

/**
 * What one schema says of one value. `matches` counts the checks that were made, since upstream reports of `anyOf` and
 * `oneOf` the alternative that came furthest.
 */
export class Result {
  readonly problems: Problem[] = [];
  matches = 0;

  /** The same message is kept once. */
  add(...problems: readonly Problem[]): void {
    for (const problem of problems) {
      if (!this.problems.some((known) => known.text === problem.text)) this.problems.push(problem);
    }
  }

  merge(other: Result): void {
    if (other.problems.length > 0) this.add(...other.problems);
    this.matches += other.matches;
  }

  get valid(): boolean {
    return this.problems.length === 0;
  }
}

/** `text` is the schema validator's own sentence, by which it tells problems apart; `cause` is what the API says. */
export interface Problem {
  text: string;
  cause: FailureCause;
}
