/**
 * For the environment of a Node process: it says at its end, on stderr, how much memory it had at most. Linux only. Its resource usage
 * would not do: that is never less than what its parent had.
 */
export const reportingPeak = {
  NODE_OPTIONS: `--import "data:text/javascript,process.on('exit',()=>process.stderr.write(process.getBuiltinModule('fs').readFileSync('/proc/self/status','utf8')))"`,
};

/** In MiB, of what such a process has said. */
export function peakIn(stderr: string): number {
  return Number(/VmHWM:\s+(\d+) kB/.exec(stderr)?.[1]) / 1024;
}
