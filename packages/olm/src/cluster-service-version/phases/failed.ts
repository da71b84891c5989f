import { type CsvReason, csvReasons, deploymentStrategy } from '@violet/api';
import { again, type StepContext } from '@violet/controller';
import { elapsedSince } from '@violet/machinery';
import { apiResourceProblem } from '../install/api-resources.ts';
import { checkInstall } from '../install/check.ts';
import { judgeInstall } from '../install/judge.ts';
import { needsNewCertificates } from '../install/rotation.ts';
import { type Move, move } from '../move.ts';
import { failsForward, replacementOf } from '../replacement.ts';
import type { Csv, CsvWorld } from '../world.ts';
import { unknownStrategy } from './install-ready.ts';
import { needsReinstall } from './installing.ts';
import { ownerConflict, requirementsOrProblem } from './pending.ts';

/** Reasons that the checks before the phases have just found cured, and what is said then. */
const cured: Partial<Record<CsvReason, string>> = {
  [csvReasons.noTargetNamespaces]: 'InstallModes now support target namespaces',
  [csvReasons.noOperatorGroup]: 'InstallModes now support target namespaces',
  [csvReasons.tooManyOperatorGroups]: 'InstallModes now support target namespaces',
  [csvReasons.unsupportedOperatorGroup]: 'InstallModes now support target namespaces',
  [csvReasons.interOperatorGroupOwnerConflict]: 'OperatorGroup no longer intersecting with conflicting owner',
  [csvReasons.cannotModifyStaticProvidedApis]: 'static OperatorGroup and intersecting groups now support providedAPIs',
};

/** Failed: goes on as soon as the cause is gone. */
export async function recover(csv: Csv, world: CsvWorld, context: StepContext): Promise<Move> {
  const replacement = failsForward(world.groups) ? replacementOf(csv, world.csvs) : undefined;
  if (replacement !== undefined) {
    const message = `Fail Forward is enabled, allowing Failed csv to be replaced by csv: ${replacement.metadata.name}`;
    return move('Replacing', 'beingReplaced', message);
  }
  if (csv.spec.install.strategy !== deploymentStrategy) return unknownStrategy;
  const reason = csv.status?.reason;
  const message = reason === undefined ? undefined : cured[reason];
  if (message !== undefined) return move('Pending', 'requirementsUnknown', message);
  // Upstream would go round in circles here.
  if (reason === csvReasons.ownerConflict && ownerConflict(csv, world) !== undefined) return {};
  const waitMs = reason === csvReasons.componentFailed ? retryInMs(csv, context.now()) : 0;
  if (waitMs > 0) return { outcome: again(waitMs) };
  return await reinstallIfNeeded(csv, world, context);
}

async function reinstallIfNeeded(csv: Csv, world: CsvWorld, context: StepContext): Promise<Move> {
  const requirements = await requirementsOrProblem(csv, world);
  if ('problem' in requirements) return move('Failed', 'invalidStrategy', requirements.problem);
  if (!requirements.met) {
    const status = { requirementStatus: requirements.statuses };
    return move('Pending', 'requirementsNotMet', 'requirements not met', { status });
  }
  const broken = apiResourceProblem(csv, world.reader);
  if (broken !== undefined)
    return broken.actionable ? move('Pending', 'apiServiceResourcesNeedReinstall', broken.message) : {};
  if (needsNewCertificates(csv, world.reader, context.now()))
    return move('Pending', 'needsCertRotation', 'owned APIServices need cert refresh');
  const check = await checkInstall(csv, world, context);
  if (check === undefined) return needsReinstall;
  return judgeInstall(check, { phase: 'Pending', reason: 'needsReinstall' }) ?? {};
}

const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 60_000;

/** An installation that failed is tried again, later each time that it fails; at once where nobody knows when it did. */
export function retryInMs({ status }: Csv, now: Date): number {
  const failures = (status?.conditions ?? []).filter(({ reason }) => reason === csvReasons.componentFailed);
  const pauseMs = Math.min(FIRST_RETRY_MS * 2 ** (failures.length - 1), LAST_RETRY_MS);
  const elapsedMs = elapsedSince(status?.lastTransitionTime, now);
  return elapsedMs === undefined ? 0 : pauseMs - elapsedMs;
}
