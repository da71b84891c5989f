import { describe, expect, it } from 'vitest';
import { Pulse } from './pulse.ts';

function verdicts(...bytes: (number | undefined)[]): string[] {
  const pulse = new Pulse();
  return bytes.map((read) => pulse.look(read));
}

describe('a peer', () => {
  it('that is quiet is asked, and is gone when it does not answer', () => {
    expect(verdicts(5, 5, 5, 5, 5, 5, 5, 5, 5, 5)).toEqual([
      ...Array.from({ length: 6 }, () => 'alive'),
      'silent',
      'alive',
      'alive',
      'gone',
    ]);
  });

  it('that answers is alive', () => {
    expect(verdicts(5, 5, 5, 5, 5, 5, 5, 5, 22, 22, 22)).not.toContain('gone');
  });

  it('of whom nothing was expected for a while is not gone', () => {
    expect(verdicts(5, 5, 5, 5, 5, undefined, 5, 5, 5, 5)).not.toContain('silent');
  });
});
