import { expect, it } from 'vitest';
import { laterThan } from './adopt-config-map.ts';

it.each([
  ['nothing was before', undefined, '2026-01-01T00:00:05Z'],
  ['the last change was some time ago', '2026-01-01T00:00:04Z', '2026-01-01T00:00:05Z'],
  ['the last change was in this second', '2026-01-01T00:00:05Z', '2026-01-01T00:00:06Z'],
  ['so were several', '2026-01-01T00:00:06Z', '2026-01-01T00:00:07Z'],
])('a change of the ConfigMap has a time of its own where %s', (_name, previous, expected) => {
  expect(laterThan(previous, new Date('2026-01-01T00:00:05.700Z'))).toBe(expected);
});
