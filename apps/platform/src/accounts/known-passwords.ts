import { createHash } from 'node:crypto';
import type { PasswordCheck } from '@violet/accounts';

/** Checked passwords are remembered (as a hash) for a while: a push makes hundreds of requests, a check costs 60 ms. */
const rememberedMs = 60_000;

/** Asks whether a password is right, for protocols that send it along with every request. */
export function knownPasswords(
  check: PasswordCheck,
  monotonicMs: () => number,
): (username: string, password: string) => Promise<boolean> {
  const remembered = new Map<string, number>();
  return async (username, password) => {
    const key = createHash('sha256').update(`${username}\0${password}`).digest('hex');
    if ((remembered.get(key) ?? 0) > monotonicMs()) return true;
    if (!(await check.isRight(username, password))) return false;
    for (const [old, until] of remembered) if (until <= monotonicMs()) remembered.delete(old);
    remembered.set(key, monotonicMs() + rememberedMs);
    return true;
  };
}
