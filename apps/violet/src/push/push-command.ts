import { openPackage, type PackageFile } from '@violet/archive';
import { Failure } from '@violet/machinery';
import { type PackageReport, pushPackages } from '@violet/publish';
import type { CommandContext, ExitCode } from '../command/define-command.ts';
import { exitCodeOf } from '../command/exit-code.ts';
import { wrongUsage } from '../command/usage.ts';
import { packagePaths } from '../package/package-paths.ts';
import { connectPlatform, type PlatformAccess, platformTarget } from '../platform/connect-platform.ts';
import { withPipedPasswords } from '../platform/piped-passwords.ts';
import { connectDestination, type Destination, type DestinationFlags, parseDestination } from './destination.ts';
import { type OperatorFlags, operatorTargets } from './operator-targets.ts';
import { createPushProgress } from './push-progress.ts';
import { type PushResult, printJson, printText } from './push-report.ts';
import { parseConcurrency } from './transfer-limits.ts';

export interface PushFlags extends PlatformAccess, DestinationFlags, OperatorFlags {
  passwordStdin: boolean;
  targetChartrepo: string;
  skipCrs: boolean;
  skipPush: boolean;
  force: boolean;
  concurrency: string;
  output: string;
}

/** Checks what was typed, opens the packages, and only then connects to anything. */
export async function pushCommand(
  typed: PushFlags,
  paths: readonly string[],
  context: CommandContext,
): Promise<ExitCode> {
  const flags = await withPipedPasswords(typed, context);
  parseConcurrency(flags.concurrency);
  if (flags.skipCrs && flags.skipPush) throw wrongUsage('--skip-crs and --skip-push exclude each other');
  const needsPlatform = !flags.skipCrs || flags.destRepo === undefined || flags.platformAddress !== undefined;
  const target = needsPlatform ? platformTarget(flags) : undefined;
  const destination = await parseDestination(flags, context);
  const opened = await openAll(await packagePaths(paths, context.cwd));
  try {
    const files = opened.flatMap(({ file }) => file ?? []);
    noteIgnoredClusters(files, flags, context);
    const reports = files.length === 0 ? [] : await pushFiles(files, destination, target, flags, context);
    const results = opened.map(({ path, file, failure }) => resultOf(path, file, failure, reports));
    if (flags.output === 'json') printJson(results, context);
    else printText(results, context);
    return exitCode(results);
  } finally {
    for (const { file } of opened) await file?.close();
  }
}

async function pushFiles(
  files: PackageFile[],
  destination: Destination,
  target: ReturnType<typeof platformTarget> | undefined,
  flags: PushFlags,
  context: CommandContext,
): Promise<PackageReport[]> {
  const platform = target === undefined ? undefined : await connectPlatform(target, flags, context);
  try {
    const operators =
      platform === undefined || flags.skipCrs ? undefined : await operatorTargets(files, platform, flags, context);
    const registry = await connectDestination(destination, platform, flags, context);
    const progress = await createPushProgress(context);
    try {
      return await pushPackages({
        files,
        registry,
        cluster: platform?.global,
        operators,
        skipObjects: flags.skipCrs,
        chartRepo: flags.targetChartrepo,
        skipPush: flags.skipPush,
        force: flags.force,
        concurrency: parseConcurrency(flags.concurrency),
        signal: context.signal,
        onEvent: progress.onEvent,
      });
    } finally {
      progress.stop();
      registry.close();
    }
  } finally {
    await platform?.close();
  }
}

interface Opened {
  path: string;
  file?: PackageFile;
  failure?: Failure;
}

async function openAll(paths: readonly string[]): Promise<Opened[]> {
  return Promise.all(
    paths.map(async (path): Promise<Opened> => {
      try {
        return { path, file: await openPackage(path) };
      } catch (error) {
        if (error instanceof Failure) return { path, failure: error };
        throw error;
      }
    }),
  );
}

function noteIgnoredClusters(
  files: readonly PackageFile[],
  { clusters }: PushFlags,
  { terminal }: CommandContext,
): void {
  if (clusters.length === 0 || !files.some((file) => file.manifest.spec.type === 'plugin')) return;
  terminal.note('--clusters is ignored for cluster plugins: the platform distributes them by their affinity');
}

function resultOf(
  path: string,
  file: PackageFile | undefined,
  failure: Failure | undefined,
  reports: readonly PackageReport[],
): PushResult {
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
