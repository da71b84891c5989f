import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { verifyPackage } from '@violet/archive';
import type { CommandContext, ExitCode } from '../command/define-command.ts';
import { packagePaths } from '../package/package-paths.ts';
import { printDocument, printSummary } from './print-summary.ts';
import { trustedKeys } from './trusted-keys.ts';
import { hasFailed, type Judged, judge, type Requirement } from './verdict.ts';

export interface VerifyRequest {
  keyring: string | undefined;
  require: Requirement;
  isJson: boolean;
}

/** Below this it is done before anybody wonders. */
const worthProgressBytes = 256 * 1024 * 1024;

export async function verifyPackages(
  paths: readonly string[],
  request: VerifyRequest,
  context: CommandContext,
): Promise<ExitCode> {
  const { cwd, signal, terminal } = context;
  const files = await packagePaths(paths, cwd);
  const sizes = await Promise.all(files.map(sizeOf));
  const keyring = trustedKeys(request.keyring, context);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const progress = total < worthProgressBytes ? undefined : await context.events.progress('verify');
  progress?.start({ bytes: total, packages: files.length });
  const judged: Judged[] = [];
  try {
    let done = 0;
    for (const [index, path] of files.entries()) {
      const onProgress = (bytes: number): void => progress?.update({ bytes: done + bytes, packages: index });
      const verification = await verifyPackage(path, { keyring, now: new Date(), signal, onProgress });
      judged.push(judge(verification, request.require));
      done += sizes[index] ?? 0;
      progress?.update({ bytes: done, packages: index + 1 });
    }
  } finally {
    progress?.stop();
  }
  for (const one of judged) tell(one, context);
  const asked = paths.map((path) => resolve(cwd, path));
  terminal.print(request.isJson ? printDocument(judged) : printSummary(asked, judged));
  return hasFailed(judged, request.require) ? 3 : 0;
}

function tell({ path, failure, signers }: Judged, { terminal }: CommandContext): void {
  for (const { fingerprint, userId = 'no name' } of signers)
    terminal.debug(`${path}: signed by ${fingerprint} (${userId})`);
  if (failure === undefined) return;
  terminal.note(`Error: ${failure.message}`);
  if (failure.hint !== undefined) terminal.note(`Hint: ${failure.hint}`);
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.size ?? 0;
}
