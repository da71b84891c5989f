/** Milliseconds until `isSo` answers true, from `started` on; asks again that many milliseconds after each answer. */
export async function millisecondsUntil(
  what: string,
  isSo: () => Promise<boolean>,
  { started = performance.now(), pauseMs = 20, patienceMs = 300_000 } = {},
): Promise<number> {
  for (;;) {
    if (await isSo()) return performance.now() - started;
    if (performance.now() - started > patienceMs) throw new Error(`${what}: not in ${patienceMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}
