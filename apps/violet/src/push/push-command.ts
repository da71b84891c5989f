import type { PackageFile } from '@violet/archive';
import { type PackageReport, type PushPlan, pushPackages } from '@violet/publish';
import type { CommandContext, ExitCode } from '../command/define-command.ts';
import { wrongUsage } from '../command/usage.ts';
import { packagePaths } from '../package/package-paths.ts';
import { withPipedPasswords } from '../platform/piped-passwords.ts';
import { idleFlags } from './flag-combinations.ts';
import { flagsOfPlan } from './flags-of-plan.ts';
import { type OpenedPackage, openPackages } from './open-packages.ts';
import { readPlanFile } from './plan-file.ts';
import { exitCodeOfPush } from './push-exit-code.ts';
import { type PushResult, printReport } from './push-report.ts';
import { type PushFlags, type PushRequest, pushRequest } from './push-request.ts';
import type { Verified } from './verify-first.ts';
import { withPushOptions } from './with-push-options.ts';

/** Checks what was typed, verifies and opens the packages, and only then connects to anything. */
export async function pushCommand(
  typed: PushFlags,
  paths: readonly string[],
  context: CommandContext,
): Promise<ExitCode> {
  const given = await withPipedPasswords(typed, context);
  const plan = given.applyPlan === undefined ? undefined : await readPlanFile(given.applyPlan, context.cwd);
  const flags = plan === undefined ? given : flagsOfPlan(given, plan);
  const asked = namedPaths(paths, plan);
  const request = await pushRequest(flags, context);
  const named = await packagePaths(asked, context.cwd);
  const verified = flags.verify ? await verify(named, flags, context) : undefined;
  if (verified?.isVerified === false) return 3;
  const opened = await openPackages(named);
  try {
    await verified?.requireUnchanged();
    const types = new Set(filesOf(opened).map(({ manifest }) => manifest.spec.type));
    for (const idle of idleFlags(typed, { flags, types }, context.env)) context.terminal.note(idle);
    return await carryOut(opened, { ...request, plan }, context);
  } finally {
    for (const { file } of opened) await file?.close();
  }
}

function namedPaths(paths: readonly string[], plan: PushPlan | undefined): readonly string[] {
  if (paths.length > 0) return paths;
  if (plan === undefined) throw wrongUsage("missing required argument 'path'");
  return plan.packages.map(({ path }) => path);
}

async function carryOut(
  opened: readonly OpenedPackage[],
  request: PushRequest & { plan: PushPlan | undefined },
  context: CommandContext,
): Promise<ExitCode> {
  if (request.flags.dryRun) {
    const { dryRun } = await import('./dry-run.ts');
    return dryRun(opened, request, context);
  }
  const { plan } = request;
  const results =
    plan === undefined ? await push(opened, request, context) : await apply(opened, { ...request, plan }, context);
  printReport(results, context);
  return exitCodeOfPush(results);
}

// What few pushes need is loaded for those that do.

async function verify(paths: readonly string[], flags: PushFlags, context: CommandContext): Promise<Verified> {
  const { verifyFirst } = await import('./verify-first.ts');
  return verifyFirst(paths, flags, context);
}

async function apply(
  opened: readonly OpenedPackage[],
  request: PushRequest & { plan: PushPlan },
  context: CommandContext,
): Promise<PushResult[]> {
  const { applyPlan } = await import('./apply-plan.ts');
  return applyPlan(opened, request, context);
}

async function push(
  opened: readonly OpenedPackage[],
  request: PushRequest,
  context: CommandContext,
): Promise<PushResult[]> {
  const files = filesOf(opened);
  const reports = files.length === 0 ? [] : await withPushOptions(files, request, context, pushPackages);
  return opened.map((one) => resultOf(one, reports));
}

function filesOf(opened: readonly OpenedPackage[]): PackageFile[] {
  return opened.flatMap(({ file }) => file ?? []);
}

function resultOf({ path, file, failure }: OpenedPackage, reports: readonly PackageReport[]): PushResult {
  const report = reports.find((candidate) => candidate.path === file?.path);
  if (report !== undefined) return report;
  return { path, outcome: 'failed', ...(failure === undefined ? {} : { failure }) };
}
