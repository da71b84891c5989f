import type { CommandContext } from '../command/define-command.ts';
import { wrongUsage } from '../command/usage.ts';
import type { PlatformAccess, PlatformTarget } from '../platform/connect-platform.ts';
import type { Requirement } from '../verify/verdict.ts';
import { type Destination, type DestinationFlags, parseDestination } from './destination.ts';
import { senselessFlags } from './flag-combinations.ts';
import type { OperatorFlags } from './operator-targets.ts';
import { parseConcurrency, parseRate } from './transfer-limits.ts';

export interface PushFlags extends PlatformAccess, DestinationFlags, OperatorFlags {
  passwordStdin: boolean;
  targetChartrepo: string | undefined;
  skipPush: boolean;
  force: boolean;
  dryRun: boolean;
  plan: string | undefined;
  applyPlan: string | undefined;
  verify: boolean;
  require: Requirement;
  keyring: string | undefined;
  concurrency: string;
  limitRate: string | undefined;
  output: string;
}

/** A push as it was typed, checked without connecting to anything. */
export interface PushRequest {
  flags: PushFlags;
  /** Absent where images are pushed without a platform. */
  target: PlatformTarget | undefined;
  destination: Destination;
  concurrency: number;
  limitRate: number | undefined;
}

export async function pushRequest(flags: PushFlags, context: CommandContext): Promise<PushRequest> {
  const { skipCrs, destRepo, platformAddress, limitRate } = flags;
  const senseless = senselessFlags(flags);
  if (senseless !== undefined) throw wrongUsage(senseless);
  const needsPlatform = !skipCrs || destRepo === undefined || platformAddress !== undefined;
  return {
    flags,
    concurrency: parseConcurrency(flags.concurrency),
    limitRate: limitRate === undefined ? undefined : parseRate(limitRate),
    target: needsPlatform ? await targetOf(flags, context) : undefined,
    destination: await parseDestination(flags, context),
  };
}

async function targetOf(flags: PushFlags, { env }: CommandContext): Promise<PlatformTarget> {
  const { platformTarget } = await import('../platform/connect-platform.ts');
  return platformTarget(flags, env);
}
