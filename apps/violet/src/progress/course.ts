import { bytesPerSecond, observe, type Rate, startRate } from './rate.ts';

export interface Total {
  bytes: number;
  packages?: number;
}

/** How far it is. `movedBytes`: those of `bytes` that came in this run, which are all where it is absent. */
export interface Tally {
  bytes: number;
  movedBytes?: number;
  packages?: number;
}

/** The way of something from nothing to all of it. */
export interface Course {
  total: Total;
  bytes: number;
  packages: number;
  rate: Rate;
}

/** Where it stands, as it is told. */
export interface Standing {
  bytes: number;
  totalBytes: number;
  packages?: number;
  totalPackages?: number;
  bytesPerSecond?: number;
  secondsLeft?: number;
}

export function startCourse(total: Total, nowMs: number): Course {
  return { total, bytes: 0, packages: 0, rate: startRate(nowMs) };
}

/** Never back, and never beyond the total. */
export function advance(course: Course, tally: Tally, nowMs: number): Course {
  const { total, rate } = course;
  return {
    total,
    bytes: Math.min(Math.max(course.bytes, tally.bytes), total.bytes),
    packages: Math.min(Math.max(course.packages, tally.packages ?? 0), total.packages ?? 0),
    rate: observe(rate, tally.movedBytes ?? tally.bytes, nowMs),
  };
}

export function standing({ total, bytes, packages, rate }: Course, nowMs: number): Standing {
  const perSecond = bytesPerSecond(rate, nowMs);
  return {
    bytes,
    totalBytes: total.bytes,
    ...(total.packages === undefined ? {} : { packages, totalPackages: total.packages }),
    ...(perSecond === undefined ? {} : { bytesPerSecond: Math.round(perSecond) }),
    ...(perSecond === undefined || perSecond < 1 || bytes === total.bytes
      ? {}
      : { secondsLeft: Math.ceil((total.bytes - bytes) / perSecond) }),
  };
}
