import { readFileSync } from 'node:fs';

/** Ticks of /proc in a second; the same on every Linux of today. */
const TICKS = 100;

/** Seconds of processor time that a process has taken, in all its threads; undefined elsewhere than on Linux. */
export function cpuSeconds(pid: number): number | undefined {
  const stat = procFile(pid, 'stat');
  // The name before them is in parentheses and may hold blanks.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields === undefined ? undefined : (Number(fields[11]) + Number(fields[12])) / TICKS;
}

/** Resident memory of a process at its highest, in MiB; undefined elsewhere than on Linux. */
export function peakMiB(pid: number): number | undefined {
  const kib = /VmHWM:\s+(\d+) kB/.exec(procFile(pid, 'status') ?? '')?.[1];
  return kib === undefined ? undefined : Number(kib) / 1024;
}

function procFile(pid: number, name: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return undefined;
  }
}
