import { beforeEach, describe, expect, it } from 'vitest';
import { PasswordCheck } from './password-check.ts';
import { hashPassword, verifyPassword } from './password-hash.ts';
import { aPasswordHash } from './testing.ts';

const cheapHash = aPasswordHash('open sesame');
let now: number;
let check: PasswordCheck;

beforeEach(() => {
  now = 1_000_000_000_000;
  const accounts = { passwordHash: async (username: string) => (username === 'nobody' ? undefined : cheapHash) };
  check = new PasswordCheck({ accounts, monotonicMs: () => now });
});

describe('the check of a password', () => {
  it('knows the right one, and forgets failures with it', async () => {
    for (let round = 0; round < 3; round++) {
      for (let attempt = 0; attempt < 4; attempt++) expect(await check.isRight('admin', 'guess')).toBe(false);
      expect(await check.isRight('admin', 'open sesame')).toBe(true);
    }
  });

  it('counts guesses that come at the same time', async () => {
    const guesses = Array.from({ length: 12 }, () => check.isRight('admin', 'guess'));
    const results = await Promise.allSettled(guesses);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
    await expect(check.isRight('admin', 'open sesame')).rejects.toMatchObject({ code: 'TooManyRequests' });
    now += 60_000;
    expect(await check.isRight('admin', 'open sesame')).toBe(true);
  });

  it('does not take more at once than the machine can bear', async () => {
    const many = Array.from({ length: 20 }, (_, index) => check.isRight(`user-${index}`, 'guess'));
    const results = await Promise.allSettled(many);
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(4);
    expect(await check.isRight('user-0', 'open sesame')).toBe(true);
  });

  it('lets nobody in who has no password', async () => {
    expect(await check.isRight('nobody', 'open sesame')).toBe(false);
  });
});

const hash = await hashPassword('open sesame');

describe('a stored hash', () => {
  it('matches the password that it was made of, and no other', async () => {
    expect(await verifyPassword('open sesame', hash)).toBe(true);
    expect(await verifyPassword('open Sesame', hash)).toBe(false);
  });

  it.each([
    ['of another scheme', 'bcrypt$1$2$3$4$5'],
    ['with a cost that is no power of two', hash.replace('32768', '1000')],
    ['with a cost of nothing', hash.replace('32768', '0')],
    ['without a key', hash.replace(/[^$]+$/, '')],
    ['with more memory than is given', hash.replace('$8$', '$16$')],
    ['that is empty', ''],
  ])('%s matches nothing', async (_title, stored) => {
    expect(await verifyPassword('open sesame', stored)).toBe(false);
  });
});
