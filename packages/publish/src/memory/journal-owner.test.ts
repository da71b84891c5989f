import { describe, expect, it } from 'vitest';
import { isAlive, journalName, journalOwner, thisProcess } from './journal-owner.ts';

const self = { host: 'here', pid: 10, startedAt: 5000 };
const machine = { self, bootedAt: 1000, isRunning: (pid: number) => pid === 20 };

describe('the process that writes a journal', () => {
  it.each([
    ['this one', self, true],
    ['an earlier one of the same number', { ...self, startedAt: 4000 }, false],
    ['another one that runs', { ...self, pid: 20 }, true],
    ['one that runs no more', { ...self, pid: 30 }, false],
    ['one from before the last start of the system', { ...self, pid: 20, startedAt: 500 }, false],
    ['one of another machine', { ...self, host: 'there', pid: 20 }, false],
  ])('%s', (_what, owner, alive) => {
    expect(isAlive(owner, machine)).toBe(alive);
  });

  it('is read from the name of the file', () => {
    const owner = thisProcess();

    expect(journalOwner(journalName(owner, 'a1'))).toEqual(owner);
    expect(journalOwner('left-1.jsonl')).toBeUndefined();
  });
});
