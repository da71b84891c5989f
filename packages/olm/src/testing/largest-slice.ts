/**
 * The longest time, in milliseconds of this thread's processor, that the event loop went without a turn: what others do on the machine does not
 * count, as it would in a histogram of delays.
 */
export function largestSlice(): { end(): number } {
  let largest = 0;
  let before = ownTime();
  let next = setImmediate(turn);
  function turn(): void {
    const now = ownTime();
    largest = Math.max(largest, now - before);
    before = now;
    next = setImmediate(turn);
  }
  return {
    end() {
      clearImmediate(next);
      return Math.max(largest, ownTime() - before);
    },
  };
}

function ownTime(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
