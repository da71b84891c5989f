import { Worker } from 'node:worker_threads';

/** Whoever is watched gives a sign of life now and then. */
export interface Watched extends AsyncDisposable {
  beat(): void;
}

/** Told by a thread: whoever hangs cannot. It ends the process, because nothing else would. */
const watchdog = `
  const { writeSync } = require('node:fs');
  const { workerData: { beats, what, longestMs } } = require('node:worker_threads');
  let seen = -1;
  setInterval(() => {
    const count = Atomics.load(beats, 0);
    if (count === seen) {
      writeSync(2, what + ': input ' + count + ' hangs\\n');
      process.kill(process.pid, 'SIGKILL');
    }
    seen = count;
  }, longestMs);
`;

/** Ends the process, and says at which input of `what`, where for `longestMs` there is no sign of life. */
export function watchForHang(what: string, longestMs: number): Watched {
  const beats = new Int32Array(new SharedArrayBuffer(4));
  const thread = new Worker(watchdog, { eval: true, workerData: { beats, what, longestMs } });
  return {
    beat: () => void Atomics.add(beats, 0, 1),
    [Symbol.asyncDispose]: async () => void (await thread.terminate()),
  };
}
