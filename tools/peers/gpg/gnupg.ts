import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** GnuPG with a home directory of its own. */
export interface GnuPg {
  run(...args: string[]): Buffer;
  /** Makes a key, by default without passphrase; gives its fingerprint. */
  makeKey(name: string, algorithm: string, options?: { expires?: string; at?: string; passphrase?: string }): string;
  /** All public keys, as `gpgv` takes them. */
  exportKeys(path: string): void;
  exportSecretKey(name: string, passphrase: string, ...options: string[]): Buffer;
  /** What gpgv says of a signature. */
  verdict(keyring: string, signature: string, file: string): { ok: boolean; status: string };
  stop(): void;
}

export function startGnuPg(): GnuPg {
  const home = mkdtempSync(join(tmpdir(), 'violet-gnupg-'));
  const base = ['--homedir', home, '--batch', '--yes', '--no-tty', '--pinentry-mode', 'loopback'];
  const runWith = (passphrase: string, ...args: string[]): Buffer =>
    execFileSync('gpg', [...base, '--passphrase', passphrase, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const run = (...args: string[]): Buffer => runWith('', ...args);
  return {
    run,
    makeKey(name, algorithm, { expires = 'never', at, passphrase = '' } = {}) {
      const when = at === undefined ? [] : ['--faked-system-time', at];
      runWith(passphrase, ...when, '--quick-generate-key', name, algorithm, 'sign', expires);
      const listing = run('--list-keys', '--with-colons', name).toString('utf8');
      return /^fpr:+([0-9A-F]+):/m.exec(listing)?.[1] ?? '';
    },
    exportSecretKey: (name, passphrase, ...options) => runWith(passphrase, ...options, '--export-secret-keys', name),
    exportKeys: (path) => writeFileSync(path, run('--export')),
    verdict(keyring, signature, file) {
      const { status, stdout } = spawnSync('gpgv', ['--keyring', keyring, '--status-fd', '1', signature, file]);
      return { ok: status === 0, status: stdout.toString('utf8') };
    },
    stop() {
      spawnSync('gpgconf', ['--homedir', home, '--kill', 'all']);
      rmSync(home, { recursive: true, force: true });
    },
  };
}
