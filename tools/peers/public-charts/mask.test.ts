import { describe, expect, it } from 'vitest';
import { differsBeyondChance } from './mask.ts';

describe('what differs beyond chance', () => {
  it.each([
    ['equal texts', 'a: 1', 'a: 1', 'a: 1', false],
    ['other texts', 'a: 2', 'a: 1', 'a: 1', true],
    ['a password', 'password: "Zm9vYmFy"', 'password: "aGVsbG8x"', 'password: "aGVsbG8y"', false],
    ['a password without its quotes', 'password: Zm9vYmFy', 'password: "aGVsbG8x"', 'password: "b3RoZXIx"', true],
    ['another line beside a password', 'a: 2\np: xyz', 'a: 1\np: abc', 'a: 1\np: def', true],
    ['a line more', 'p: xyz\nb: 1', 'p: abc', 'p: def', true],
    ['a time in seconds', 't: 1795382676', 't: 1795382675', 't: 1795382675', false],
    ['another number', 't: 95382676', 't: 95382675', 't: 95382675', true],
    [
      'keys of other lengths',
      '-----BEGIN A-----\nx\ny\nz\n-----END A-----\nb: 1',
      '-----BEGIN A-----\np\n-----END A-----\nb: 1',
      '-----BEGIN A-----\nq\n-----END A-----\nb: 1',
      false,
    ],
  ])('%s', (_, ours, theirs, theirsAgain, differs) => {
    expect(differsBeyondChance(ours, theirs, theirsAgain)).toBe(differs);
  });
});
