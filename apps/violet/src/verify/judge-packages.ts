import { stat } from 'node:fs/promises';
import { verifyPackage } from '@violet/archive';
import type { CommandContext } from '../command/define-command.ts';
import { errorEvent } from '../events/command-event.ts';
import { trustedKeys } from './trusted-keys.ts';
import { type Judged, judge, type Requirement } from './verdict.ts';

export interface Judging {
  keyring: string | undefined;
  require: Requirement;
}

/** Below this it is done before anybody wonders. */
const worthProgressBytes = 256 * 1024 * 1024;

/** Verifies packages one after the other, and shows how far that is. */
export async function judgePackages(
  files: readonly string[],
  { keyring: named, require }: Judging,
  context: CommandContext,
): Promise<Judged[]> {
  const { signal, events } = context;
  const sizes = await Promise.all(files.map(sizeOf));
  const keyring = trustedKeys(named, context);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const progress = total < worthProgressBytes ? undefined : await events.progress('verify');
  progress?.start({ bytes: total, packages: files.length });
  const judged: Judged[] = [];
  try {
    let done = 0;
    for (const [index, path] of files.entries()) {
      const onProgress = (bytes: number): void => progress?.update({ bytes: done + bytes, packages: index });
      judged.push(judge(await verifyPackage(path, { keyring, now: new Date(), signal, onProgress }), require));
      done += sizes[index] ?? 0;
      progress?.update({ bytes: done, packages: index + 1 });
    }
  } finally {
    progress?.stop();
  }
  return judged;
}

/** Who signed a package, and what is wrong with it. */
export function tellVerdict({ path, failure, signers }: Judged, { terminal, events }: CommandContext): void {
  for (const { fingerprint, userId = 'no name' } of signers)
    terminal.debug(`${path}: signed by ${fingerprint} (${userId})`);
  if (failure !== undefined) events.tell(errorEvent(failure, { package: path }));
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.size ?? 0;
}
