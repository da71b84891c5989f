import { expect, it } from 'vitest';
import { elapsedSince } from './elapsed-since.ts';

const now = new Date('2026-01-01T10:00:00Z');

it.each([
  ['a moment ago', '2026-01-01T09:59:59Z', 1_000],
  ['now', '2026-01-01T10:00:00Z', 0],
  ['with a fraction of a second', '2026-01-01T09:59:59.999999Z', 1],
  ['in another zone', '2026-01-01T10:30:00+01:00', 1_800_000],
  ['after which the time of day was put back', '2026-01-01T11:00:00Z', undefined],
  ['that is none', 'soon', undefined],
  ['that nobody has told', undefined, undefined],
])('since a moment %s', (_what, moment, elapsedMs) => {
  expect(elapsedSince(moment, now)).toBe(elapsedMs);
});
