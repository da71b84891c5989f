import { expect, it } from 'vitest';
import { withoutRepeatedWarnings } from './events.ts';

const told = (list: string, count: number) =>
  `${count} warning(s) generated during installation of operator "loki.v1" (ServiceMonitor "loki"): ${list}`;

it.each([
  ['said twice', told('unknown field "a", unknown field "a"', 2), told('unknown field "a"', 1)],
  [
    'said twice of two',
    told('unknown field "a", unknown field "b", unknown field "a"', 3),
    told('unknown field "a", unknown field "b"', 2),
  ],
  ['said once', told('unknown field "a"', 1), told('unknown field "a"', 1)],
  ['of something else', 'install strategy completed with no errors', 'install strategy completed with no errors'],
])('a warning that is %s counts once', (_what, message, expected) => {
  expect(withoutRepeatedWarnings(message)).toBe(expected);
});
