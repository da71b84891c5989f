import type { PackageFile } from '@violet/archive';
import { type PackageReport, pushPackages } from '@violet/publish';
import type { CommandContext, ExitCode } from '../command/define-command.ts';
import { exitCodeOf } from '../command/exit-code.ts';
import { packagePaths } from '../package/package-paths.ts';
import { withPipedPasswords } from '../platform/piped-passwords.ts';
import { type OpenedPackage, openPackages } from './open-packages.ts';
import { type PushResult, printReport } from './push-report.ts';
import { type PushFlags, pushRequest } from './push-request.ts';
import { withPushOptions } from './with-push-options.ts';

/** Checks what was typed, opens the packages, and only then connects to anything. */
export async function pushCommand(
  typed: PushFlags,
  paths: readonly string[],
  context: CommandContext,
): Promise<ExitCode> {
  const flags = await withPipedPasswords(typed, context);
  const request = await pushRequest(flags, context);
  const opened = await openPackages(await packagePaths(paths, context.cwd));
  try {
    const files = opened.flatMap(({ file }) => file ?? []);
    noteIgnoredClusters(files, flags, context);
    const reports = files.length === 0 ? [] : await withPushOptions(files, request, context, pushPackages);
    const results = opened.map((one) => resultOf(one, reports));
    printReport(results, context);
    return exitCode(results);
  } finally {
    for (const { file } of opened) await file?.close();
  }
}

function noteIgnoredClusters(
  files: readonly PackageFile[],
  { clusters }: PushFlags,
  { terminal }: CommandContext,
): void {
  if (clusters.length === 0 || !files.some((file) => file.manifest.spec.type === 'plugin')) return;
  terminal.note('--clusters is ignored for cluster plugins: the platform distributes them by their affinity');
}

function resultOf({ path, file, failure }: OpenedPackage, reports: readonly PackageReport[]): PushResult {
  const report = reports.find((candidate) => candidate.path === file?.path);
  if (report !== undefined) return report;
  return { path, outcome: 'failed', ...(failure === undefined ? {} : { failure }) };
}

function exitCode(results: readonly PushResult[]): ExitCode {
  const failures = results.flatMap(({ failure }) => failure ?? []);
  if (failures.length === 0) return 0;
  const isPartial = results.some((result) => 'objects' in result && result.failure && result.objects.length > 0);
  if (isPartial || failures.length < results.length) return 4;
  const codes = new Set(failures.map(exitCodeOf));
  const [only = 1] = codes;
  return codes.size === 1 ? only : 1;
}
