import { resolve } from 'node:path';
import type { CommandContext, ExitCode } from '../command/define-command.ts';
import { packagePaths } from '../package/package-paths.ts';
import { judgePackages, tellVerdict } from './judge-packages.ts';
import { printSummary, verifyDocument } from './print-summary.ts';
import { hasFailed, type Requirement } from './verdict.ts';

export interface VerifyRequest {
  keyring: string | undefined;
  require: Requirement;
  isJson: boolean;
}

export async function verifyPackages(
  paths: readonly string[],
  request: VerifyRequest,
  context: CommandContext,
): Promise<ExitCode> {
  const { cwd, terminal } = context;
  const judged = await judgePackages(await packagePaths(paths, cwd), request, context);
  for (const one of judged) tellVerdict(one, context);
  const asked = paths.map((path) => resolve(cwd, path));
  if (request.isJson) terminal.printDocument(verifyDocument(judged));
  else terminal.printLines(printSummary(asked, judged));
  return hasFailed(judged, request.require) ? 3 : 0;
}
