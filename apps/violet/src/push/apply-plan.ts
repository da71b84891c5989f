import { Failure } from '@violet/machinery';
import {
  type PackageReport,
  type PlannedPackage,
  type PushPlan,
  planChanges,
  planPush,
  pushPackages,
} from '@violet/publish';
import type { CommandContext } from '../command/define-command.ts';
import type { OpenedPackage } from './open-packages.ts';
import type { PushResult } from './push-report.ts';
import type { PushRequest } from './push-request.ts';
import { withPushOptions } from './with-push-options.ts';

/**
 * Pushes what a plan says. Looks first whether it still holds, and sends nothing where it does not; what it says is refused
 * is not pushed.
 */
export async function applyPlan(
  opened: readonly OpenedPackage[],
  request: PushRequest & { plan: PushPlan },
  context: CommandContext,
): Promise<PushResult[]> {
  const { plan } = request;
  const refused = new Map(plan.packages.flatMap((one) => (one.outcome === 'refused' ? [[one.path, one]] : [])));
  const wanted = opened.filter(({ path }) => !refused.has(path));
  const [unreadable] = wanted.flatMap(({ failure }) => failure ?? []);
  if (unreadable !== undefined) throw unreadable;
  const files = wanted.flatMap(({ file }) => file ?? []);
  const reports = await withPushOptions(files, request, context, async (options, place) => {
    requireHolds(planChanges(plan, await planPush({ ...options, onEvent: () => undefined }, place)));
    return pushPackages(options);
  });
  return opened.map(({ path }) => resultOf(path, reports, refused.get(path)));
}

function requireHolds(changes: readonly string[]): void {
  const [first, ...others] = changes;
  if (first === undefined) return;
  throw new Failure('Conflict', ['the plan does not hold any more, nothing was sent', first, ...others].join('\n  '), {
    reason: 'PlanChanged',
    hint: 'Look at what a new one says: violet push --dry-run --plan FILE.',
  });
}

function resultOf(path: string, reports: readonly PackageReport[], refused: PlannedPackage | undefined): PushResult {
  const report = reports.find((one) => one.path === path);
  if (report !== undefined) return report;
  const why = refused?.error?.message ?? `${path} was refused`;
  return { path, outcome: 'failed', failure: new Failure('Invalid', `${why} (when it was planned)`) };
}
