import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { advance, type Course, standing, startCourse } from './course.ts';

const mebi = 1024 * 1024;

/** So many bytes a second for so many seconds, told ten times a second. */
function run(course: Course, seconds: number, perSecond: number, from = course.bytes): Course {
  let at = course;
  const beginMs = course.rate.atMs;
  for (let tick = 1; tick <= seconds * 10; tick++) {
    const movedBytes = course.rate.movedBytes + (tick * perSecond) / 10;
    at = advance(at, { bytes: from + (tick * perSecond) / 10, movedBytes }, beginMs + tick * 100);
  }
  return at;
}

const rateOf = (course: Course): number => standing(course, course.rate.atMs).bytesPerSecond ?? Number.NaN;

describe('the course of a transfer', () => {
  it('never goes back and never beyond its total, whatever it is told', () => {
    const tallies = fc.array(
      fc.record({ bytes: fc.integer(), movedBytes: fc.integer(), packages: fc.integer(), laterMs: fc.integer() }),
    );
    fc.assert(
      fc.property(tallies, fc.nat(), (told, total) => {
        let course = startCourse({ bytes: total, packages: 3 }, 0);
        let nowMs = 0;
        for (const { laterMs, ...tally } of told) {
          nowMs += laterMs;
          const next = advance(course, tally, nowMs);
          expect(next.bytes).toBeGreaterThanOrEqual(course.bytes);
          expect(next.bytes).toBeLessThanOrEqual(total);
          expect(next.packages).toBeGreaterThanOrEqual(course.packages);
          expect(next.packages).toBeLessThanOrEqual(3);
          const { bytesPerSecond = 0, secondsLeft = 0 } = standing(next, nowMs);
          expect(bytesPerSecond).toBeGreaterThanOrEqual(0);
          expect(secondsLeft).toBeGreaterThanOrEqual(0);
          course = next;
        }
      }),
    );
  });

  it('knows no rate in the first second, and the true one from then on', () => {
    const course = startCourse({ bytes: 1000 * mebi }, 0);

    expect(standing(run(course, 0.9, 10 * mebi), 900)).toEqual({ bytes: 9 * mebi, totalBytes: 1000 * mebi });
    for (const seconds of [1, 5, 50]) {
      const ratio = rateOf(run(course, seconds, 10 * mebi)) / (10 * mebi);
      expect(ratio).toBeGreaterThan(0.97);
      expect(ratio).toBeLessThan(1.03);
    }
  });

  it('takes what an earlier run sent, or what was there, for no speed', () => {
    const resumed = advance(startCourse({ bytes: 1000 * mebi }, 0), { bytes: 800 * mebi, movedBytes: 0 }, 10);
    const later = run(resumed, 10, 10 * mebi);

    expect(rateOf(later) / (10 * mebi)).toBeLessThan(1.03);
    expect(later.bytes).toBe(900 * mebi);
    expect(standing(later, later.rate.atMs).secondsLeft).toBe(10);
  });

  it.each([
    [5600, 0.51],
    [60_000, 0.001],
  ])('falls where nothing comes: after %i ms less than %f of the rate is left', (pauseMs, part) => {
    const course = run(startCourse({ bytes: 1000 * mebi }, 0), 30, 10 * mebi);
    const { bytesPerSecond = 0 } = standing(course, course.rate.atMs + pauseMs);

    expect(bytesPerSecond).toBeLessThan(rateOf(course) * part);
  });

  it('tells no time where nothing has moved', () => {
    expect(standing(startCourse({ bytes: 10 }, 0), 60_000)).toEqual({ bytes: 0, totalBytes: 10, bytesPerSecond: 0 });
  });
});
