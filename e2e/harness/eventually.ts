/** Asks again until the answer is not undefined; throws with the last complaint when the time is over. */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T | undefined>,
  options: { timeoutMs?: number; everyMs?: number; complain?: () => string } = {},
): Promise<T> {
  const { timeoutMs = 30_000, everyMs = 50 } = options;
  const end = performance.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > end) throw new Error(`${what}: not within ${timeoutMs} ms. ${options.complain?.() ?? ''}`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
