const enoughBytes = 16 * 1024;

/**
 * How many bytes have to come through, of an attempt with so many, for it to have been worth it. What brings less has failed:
 * else a registry that takes or gives a byte at a time would be tried again for ever.
 */
export function leastProgress(attemptBytes: number): number {
  return Math.max(1, Math.min(enoughBytes, Math.ceil(attemptBytes / 4)));
}
