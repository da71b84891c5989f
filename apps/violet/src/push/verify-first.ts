import { stat } from 'node:fs/promises';
import { Failure } from '@violet/machinery';
import type { CommandContext } from '../command/define-command.ts';
import { judgePackages, tellVerdict } from '../verify/judge-packages.ts';
import { hasFailed, type Judged, type Requirement } from '../verify/verdict.ts';
import type { PushResult } from './push-report.ts';
import { printReport } from './push-report.ts';

export interface VerifyFlags {
  keyring: string | undefined;
  require: Requirement;
}

/** Packages that were verified, or what to say of a push of which one was not: none is pushed then. */
export type Verified = { isVerified: true; requireUnchanged(): Promise<void> } | { isVerified: false };

/** Verifies all packages as `violet verify` does, before anything is connected; says what is wrong with any. */
export async function verifyFirst(
  paths: readonly string[],
  { keyring, require }: VerifyFlags,
  context: CommandContext,
): Promise<Verified> {
  const before = await Promise.all(paths.map(identityOf));
  const judged = await judgePackages(paths, { keyring, require }, context);
  for (const one of judged) tellVerified(one, context);
  if (hasFailed(judged, require)) {
    context.terminal.note('nothing was sent: not all packages are verified');
    printReport(
      judged.map((one) => unsent(one, require)),
      context,
    );
    return { isVerified: false };
  }
  return {
    isVerified: true,
    async requireUnchanged() {
      for (const [index, path] of paths.entries()) {
        if ((await identityOf(path)) !== before[index]) throw changed(path);
      }
    },
  };
}

function tellVerified(judged: Judged, context: CommandContext): void {
  const { path, verdict, failure } = judged;
  if (failure === undefined) tellVerdict(judged, context);
  if (verdict === 'gpg') context.terminal.note(`${path}: verified with GPG`);
  if (verdict === 'checksum') context.terminal.note(`${path}: verified with checksum`);
  if (verdict === 'unverified') context.terminal.note(`${path}: no verification file found`);
}

function unsent({ path, verdict, failure }: Judged, required: Requirement): PushResult {
  const lacking = verdict === 'unverified' && required !== undefined;
  const own = failure ?? (lacking ? lacksFile(path) : undefined);
  return own === undefined ? { path, outcome: 'unsent' } : { path, outcome: 'failed', failure: own };
}

function lacksFile(path: string): Failure {
  return new Failure('Invalid', `${path}: no verification file found`, {
    hint: 'Put its signature (.sig) or checksum (.sha256) beside it, or do not ask for it with --require.',
  });
}

/** By which a file is known to be the same, unchanged. */
async function identityOf(path: string): Promise<string | undefined> {
  const stats = await stat(path).catch(() => undefined);
  return stats && `${stats.dev} ${stats.ino} ${stats.size} ${stats.mtimeMs}`;
}

function changed(path: string): Failure {
  return new Failure('Conflict', `${path} has changed since it was verified`, {
    hint: 'Push it again when nobody writes to it any more.',
  });
}
