import type { Clock, RegistryOptions } from '../registry.ts';

/** Less is no line over which anything would ever be whole: a server that sends a byte now and then, which no idle limit notices. */
const leastBytesPerSecond = 1024;

export interface Steadiness {
  clock: Clock;
  /** How long the bytes may come too slowly; what the reader takes its own time for does not count. */
  windowMs: number;
  /** When all of it has to be there, by the clock. */
  until?: number;
}

/** What the options, or else the defaults, ask of the body of an answer. */
export function steadiness({ timeouts }: Pick<RegistryOptions, 'timeouts'>, clock: Clock): Steadiness {
  return { clock, windowMs: timeouts?.idleMs ?? 60_000 };
}

/** When an answer that is read into memory from now on has to be there. */
export function wholeUntil({ timeouts }: Pick<RegistryOptions, 'timeouts'>, clock: Clock): number {
  return clock.now() + (timeouts?.wholeMs ?? 600_000);
}

/** The body of an answer as it comes; throws, with the code ERR_TOO_SLOW or ERR_TOO_LATE, where that is too slow to wait for it. */
export async function* steadily(
  body: AsyncIterable<Buffer>,
  { clock, windowMs, until = Number.POSITIVE_INFINITY }: Steadiness,
): AsyncGenerator<Buffer> {
  let waitedMs = 0;
  let came = 0;
  let askedAt = clock.now();
  for await (const chunk of body) {
    const now = clock.now();
    if (now > until) throw ended('ERR_TOO_LATE', 'it was not whole in time');
    waitedMs += now - askedAt;
    came += chunk.length;
    if (waitedMs >= windowMs) {
      if (came * 1000 < leastBytesPerSecond * waitedMs) {
        throw ended('ERR_TOO_SLOW', `only ${came} bytes came in ${Math.round(waitedMs / 1000)} s`);
      }
      waitedMs = 0;
      came = 0;
    }
    yield chunk;
    askedAt = clock.now();
  }
}

function ended(code: string, why: string): Error {
  return Object.assign(new Error(why), { code });
}
