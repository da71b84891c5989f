/** Bytes that moved, each weighing less the longer ago it came. */
export interface Rate {
  startedMs: number;
  atMs: number;
  /** Of all that moved so far. */
  movedBytes: number;
  weighted: number;
}

/** How long a burst or a pause is remembered. */
const memoryMs = 8000;
/** Before this nobody can know. */
const shortestMs = 1000;

export function startRate(nowMs: number): Rate {
  return { startedMs: nowMs, atMs: nowMs, movedBytes: 0, weighted: 0 };
}

/** `movedBytes` since the start; fewer than before are taken as none. */
export function observe(rate: Rate, movedBytes: number, nowMs: number): Rate {
  const atMs = Math.max(rate.atMs, nowMs);
  const moved = Math.max(rate.movedBytes, movedBytes);
  const weighted = rate.weighted * faded(atMs - rate.atMs) + moved - rate.movedBytes;
  return { ...rate, atMs, movedBytes: moved, weighted };
}

/** Undefined in the first second. Falls where nothing comes. */
export function bytesPerSecond(rate: Rate, nowMs: number): number | undefined {
  const elapsedMs = nowMs - rate.startedMs;
  if (elapsedMs < shortestMs) return undefined;
  const windowMs = memoryMs * (1 - faded(elapsedMs));
  return (rate.weighted * faded(nowMs - rate.atMs) * 1000) / windowMs;
}

function faded(elapsedMs: number): number {
  return Math.exp(-Math.max(0, elapsedMs) / memoryMs);
}
