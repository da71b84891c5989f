import type { OutgoingHttpHeaders } from 'node:http';
import type { Clock } from '../registry.ts';

type Body = () => AsyncIterable<Uint8Array>;

/** Who is sent this many large bodies at once has enough to do where the way is fast. */
const atOnce = 3;
/** Where the way is slow, more of them fill it better: one that goes on for so long lets another one begin. */
const longMs = 1000;

/** Lets few large bodies be sent at a time. What waits for its answer is sent no more: others are, while the registry checks it. */
export interface Bodies {
  /** Waits for its turn, makes the request, and gives the turn on when all of its body is sent. */
  take<T>(body: Body, request: (body: Body) => Promise<T>): Promise<T>;
}

/** Of smaller ones the requests cost more than the bytes. */
const largeBytes = 1024 * 1024;

export function isLarge(headers: OutgoingHttpHeaders = {}): boolean {
  return Number(headers['content-length']) > largeBytes;
}

export function createBodies(clock: Clock): Bodies {
  let sending = 0;
  const waiting: (() => void)[] = [];

  async function turn(): Promise<() => void> {
    if (sending < atOnce) sending += 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      const next = waiting.shift();
      if (next === undefined) sending -= 1;
      else next();
    };
  }

  return {
    async take(body, request) {
      const end = await turn();
      const over = new AbortController();
      clock.sleep(longMs, over.signal).then(end, () => undefined);
      try {
        return await request(() => endingWith(body(), end));
      } finally {
        over.abort();
        end();
      }
    },
  };
}

async function* endingWith(body: AsyncIterable<Uint8Array>, end: () => void): AsyncGenerator<Uint8Array> {
  yield* body;
  end();
}
