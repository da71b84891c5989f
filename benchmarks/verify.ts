import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../e2e/harness/run.ts';
import { writeLargePackage } from './large-package.ts';

export interface VerifyTimes {
  gibibytes: number;
  /** Milliseconds of one process each. */
  violet: number[];
  openssl: number[];
}

/** `violet verify` of a package with signature and checksum, and one `openssl dgst` of the same file, in turns. */
export async function timeVerify(launcher: string, gibibytes: number, times: number): Promise<VerifyTimes> {
  const directory = mkdtempSync(join(tmpdir(), 'violet-bench-verify-'));
  try {
    const path = join(directory, 'large.tgz');
    const { publicKey } = await writeLargePackage(path, gibibytes * 1024);
    const keyring = join(directory, 'vendor.asc');
    writeFileSync(keyring, publicKey);
    writeFileSync(`${path}.sha256`, await checksumOf(path));
    const violet: number[] = [];
    const openssl: number[] = [];
    for (let time = 0; time < times; time++) {
      openssl.push(await timed(async () => execFileSync('openssl', ['dgst', '-sha256', path])));
      violet.push(await timed(() => verified([launcher, 'verify', path, '--keyring', keyring, '--require', 'gpg'])));
    }
    return { gibibytes, violet, openssl };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function checksumOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

async function verified(words: readonly string[]): Promise<void> {
  const { code, stderr } = await run(process.execPath, words);
  if (code !== 0) throw new Error(stderr);
}

async function timed(deed: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await deed();
  return performance.now() - started;
}
