/** How many requests a registry is sent at once, and what that rests on. */
export interface Concurrency {
  limit: number;
  /** Answers since the limit last changed. */
  answered: number;
  /** Counts the halvings: what began before one says nothing about the limit after it. */
  round: number;
}

/** How a request ended, as far as it tells whether there are too many: 429, 5xx and timeouts mean `overloaded`. */
export type RequestEnd = 'answered' | 'overloaded' | 'unknown';

const firstLimit = 4;

export function firstConcurrency(atMost: number): Concurrency {
  return { limit: Math.max(1, Math.min(firstLimit, atMost)), answered: 0, round: 0 };
}

/** One more when as many were answered as are sent at once; half of them when there were too many, once for all of a round. */
export function nextConcurrency(
  before: Concurrency,
  end: { round: number; how: RequestEnd },
  atMost: number,
): Concurrency {
  const { limit, answered, round } = before;
  if (end.how === 'unknown' || end.round !== round) return before;
  if (end.how === 'overloaded') return { limit: Math.max(1, Math.floor(limit / 2)), answered: 0, round: round + 1 };
  if (answered + 1 < limit || limit >= atMost) return { limit, answered: Math.min(answered + 1, limit), round };
  return { limit: limit + 1, answered: 0, round };
}
