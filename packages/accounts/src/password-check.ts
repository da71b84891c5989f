import { randomBytes } from 'node:crypto';
import { Failure } from '@violet/machinery';
import type { AccountStore } from './account.ts';
import { ExpiringMap } from './expiring-map.ts';
import { hashPassword, verifyPassword } from './password-hash.ts';

const failuresAllowed = 10;
const failureMemoryMs = 60_000;
/** Each check takes 32 MiB and a core for a moment; more than this at once come from nobody who means well. */
const checksAtOnce = 16;

/** Asks for passwords, wherever they come in, and counts wrong ones for each account. */
export class PasswordCheck {
  readonly #accounts: Pick<AccountStore, 'passwordHash'>;
  readonly #failures: ExpiringMap<number>;
  #decoy: Promise<string> | undefined;
  #running = 0;

  constructor(options: { accounts: Pick<AccountStore, 'passwordHash'>; monotonicMs: () => number }) {
    this.#accounts = options.accounts;
    const { monotonicMs } = options;
    this.#failures = new ExpiringMap({ lifeMs: failureMemoryMs, capacity: 10_000, monotonicMs });
  }

  /** False for a wrong password and for an unknown account; throws TooManyRequests after too many of them. */
  async isRight(username: string, password: string): Promise<boolean> {
    const failures = this.#failures.get(username) ?? 0;
    if (failures >= failuresAllowed) {
      throw new Failure('TooManyRequests', `too many failed logins of ${username}`, { hint: 'Wait a minute.' });
    }
    if (this.#running >= checksAtOnce) {
      throw new Failure('TooManyRequests', 'too many logins at the same time', { hint: 'Wait a moment.' });
    }
    // Counted before it is known, so that guesses sent at the same time are counted too.
    this.#failures.set(username, failures + 1);
    this.#running += 1;
    try {
      const stored = await this.#accounts.passwordHash(username);
      // An unknown account takes as long as a wrong password: who exists is nobody's business.
      const isRight = await verifyPassword(password, stored ?? (await this.#decoyHash()));
      if (!isRight || stored === undefined) return false;
      this.#failures.take(username);
      return true;
    } finally {
      this.#running -= 1;
    }
  }

  #decoyHash(): Promise<string> {
    this.#decoy ??= hashPassword(randomBytes(16).toString('hex'));
    return this.#decoy;
  }
}
