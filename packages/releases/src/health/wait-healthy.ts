import { Failure } from '@violet/machinery';
import { managedByLabel } from '../objects/ownership.ts';
import type { Target } from '../objects/target.ts';
import { type Seen, type WaitOptions, waitForSelection } from '../objects/wait.ts';
import { canBeUnhealthy, healthProblem } from './verdict.ts';

/**
 * Waits until every object that can be unhealthy is healthy: one list and one watch for each kind in each namespace. Jobs
 * count only `withJobs`. Throws a Failure that says what is not: of code Invalid when something cannot become healthy any
 * more, of code Timeout (reason NotInTime) when time is over.
 */
export async function waitUntilHealthy(
  targets: readonly Target[],
  { withJobs, ...options }: WaitOptions & { withJobs: boolean },
): Promise<void> {
  const counted = targets.filter(
    ({ group, kind, name }) => name !== '' && canBeUnhealthy(group, kind) && (withJobs || kind !== 'Job'),
  );
  const stop = new AbortController();
  const signal = options.signal === undefined ? stop.signal : AbortSignal.any([stop.signal, options.signal]);
  const waits = groupsOf(counted).map((group) => waitForGroup(group, { ...options, signal }));
  try {
    const late = (await Promise.all(waits)).flat();
    if (late.length > 0) {
      throw new Failure('Timeout', `timed out waiting for healthy workloads: ${late.join('; ')}`, {
        reason: 'NotInTime',
      });
    }
  } finally {
    stop.abort();
    await Promise.allSettled(waits);
  }
}

function groupsOf(targets: readonly Target[]): Target[][] {
  const groups = Map.groupBy(targets, ({ group, kind, namespace }) => `${group}/${kind}/${namespace}`);
  return [...groups.values()];
}

/** The problems that are left when time is over. */
async function waitForGroup(targets: readonly Target[], options: WaitOptions): Promise<string[]> {
  const [first] = targets;
  if (first === undefined) return [];
  // Until the cluster has answered, nothing is known to be healthy.
  let problems = targets.map(({ kind, name }) => `${kind} ${name} was not seen in time`);
  const judge = (seen: Seen): boolean => {
    problems = problemsOf(targets, seen);
    return problems.length === 0;
  };
  const selection = { client: first.client, labelSelector: `${managedByLabel}=Helm` };
  await waitForSelection(selection, judge, options);
  return problems;
}

function problemsOf(targets: readonly Target[], seen: Seen): string[] {
  return targets.flatMap((target) => {
    const problem = healthProblem(target, seen.get(target.name));
    if (problem?.failed === true) throw new Failure('Invalid', problem.message, { reason: 'NotHealthy' });
    return problem === undefined ? [] : [problem.message];
  });
}
