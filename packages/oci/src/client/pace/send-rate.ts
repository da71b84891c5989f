import type { Clock } from '../registry.ts';

/** Lets streams send so many bytes in a second, all of them together. */
export interface SendRate {
  limit(source: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>;
}

/** What may be sent at once after a pause, in seconds' worth. */
const burstSeconds = 0.1;
const largestSlice = 64 * 1024;
const smallestSlice = 512;

export function createSendRate(bytesPerSecond: number, clock: Clock, signal?: AbortSignal): SendRate {
  const slice = Math.min(largestSlice, Math.max(smallestSlice, Math.floor(bytesPerSecond / 10)));
  /** When all that was let through would be over at this rate, in milliseconds. */
  let busyUntil = Number.NEGATIVE_INFINITY;

  async function wait(bytes: number): Promise<void> {
    const now = clock.now();
    const begin = Math.max(busyUntil, now - burstSeconds * 1000);
    busyUntil = begin + (bytes / bytesPerSecond) * 1000;
    if (begin > now) await clock.sleep(begin - now, signal);
  }

  return {
    async *limit(source) {
      for await (const chunk of source) {
        for (let at = 0; at < chunk.length; at += slice) {
          const part = chunk.subarray(at, at + slice);
          await wait(part.length);
          yield part;
        }
      }
    },
  };
}
