import { expect, it } from 'vitest';
import { withoutRepeats } from './history.ts';

const condition = (phase: string, reason: string, time: string) => ({
  phase,
  reason,
  message: 'm',
  lastUpdateTime: time,
});

it('what a CSV said again is left out, whenever it said so', () => {
  const first = [condition('Installing', 'InstallSucceeded', '1'), condition('Succeeded', 'InstallSucceeded', '2')];
  const again = [condition('Installing', 'InstallSucceeded', '4'), condition('Succeeded', 'InstallSucceeded', '5')];
  const between = condition('Pending', 'NeedsReinstall', '3');
  expect(withoutRepeats([...first, between, ...again])).toEqual([...first, between]);
});
