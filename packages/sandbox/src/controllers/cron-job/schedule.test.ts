import { isFailure } from '@violet/machinery';
import { describe, expect, it } from 'vitest';
import { dueTimes } from './reconcile.ts';
import { nextTime, parseSchedule } from './schedule.ts';

describe('a schedule', () => {
  it.each([
    ['* * * * *', '2026-01-01T00:00:30Z', '2026-01-01T00:01:00Z'],
    ['*/15 * * * *', '2026-01-01T00:15:00Z', '2026-01-01T00:30:00Z'],
    ['0 9-17/4 * * mon-fri', '2026-01-02T17:30:00Z', '2026-01-05T09:00:00Z'],
    ['30 2 29 feb *', '2026-01-01T00:00:00Z', '2028-02-29T02:30:00Z'],
    ['0 0 13 * 5', '2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z'],
    ['0 0 * * 7', '2026-01-01T00:00:00Z', '2026-01-04T00:00:00Z'],
    ['@daily', '2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z'],
    ['5,10 1 * * *', '2026-01-01T01:05:00Z', '2026-01-01T01:10:00Z'],
  ])('%s after %s comes up at %s', (schedule, after, expected) => {
    expect(nextTime(parseSchedule(schedule), new Date(after))).toEqual(new Date(expected));
  });

  it('is read on the clocks of its time zone, through the change to summer', () => {
    const daily = parseSchedule('30 3 * * *');

    expect(nextTime(daily, new Date('2026-03-28T12:00:00Z'), 'Europe/Berlin')).toEqual(
      new Date('2026-03-29T01:30:00Z'),
    );
    expect(nextTime(daily, new Date('2026-01-01T12:00:00Z'), 'Asia/Kolkata')).toEqual(new Date('2026-01-01T22:00:00Z'));
  });

  it('that never comes up has no next time', () => {
    expect(nextTime(parseSchedule('0 0 30 2 *'), new Date('2026-01-01T00:00:00Z'))).toBeUndefined();
  });

  it.each(['', '* * * *', '60 * * * *', '* * * foo *', '5-1 * * * *', '*/0 * * * *'])('"%s" is refused', (text) => {
    expect(() => parseSchedule(text)).toThrow(expect.toSatisfy((error: unknown) => isFailure(error, 'Invalid')));
  });
});

it('of many missed times the last is due', () => {
  const cronJob = {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: 'c' },
    spec: { schedule: '0 * * * *', jobTemplate: { spec: { template: { spec: { containers: [] } } } } },
    status: { lastScheduleTime: '2026-01-01T00:00:00Z' },
  };

  expect(dueTimes(cronJob, new Date('2026-01-01T05:30:00Z'))).toEqual({
    due: new Date('2026-01-01T05:00:00Z'),
    next: new Date('2026-01-01T06:00:00Z'),
  });
  expect(dueTimes(cronJob, new Date('2026-01-01T00:30:00Z'))).toEqual({
    due: undefined,
    next: new Date('2026-01-01T01:00:00Z'),
  });
});
