import { again, type StepContext } from '@violet/controller';
import { apiResourceProblem } from '../install/api-resources.ts';
import { checkInstall } from '../install/check.ts';
import { judgeInstall } from '../install/judge.ts';
import { needsNewCertificates } from '../install/rotation.ts';
import { type Move, move } from '../move.ts';
import { ensureProvidedRoles } from '../provided-roles.ts';
import { replacementOf } from '../replacement.ts';
import type { Csv, CsvWorld } from '../world.ts';
import { needsReinstall } from './installing.ts';
import { requirementsOrProblem } from './pending.ts';

const SHORTEST_MS = 60_000;
const LONGEST_MS = 24 * 3_600_000;

/** Succeeded: sees to it that it stays so, until another CSV replaces it. */
export async function keepWatch(csv: Csv, world: CsvWorld, context: StepContext): Promise<Move> {
  const replacement = replacementOf(csv, world.csvs);
  if (replacement !== undefined)
    return move('Replacing', 'beingReplaced', `being replaced by csv: ${replacement.metadata.name}`);
  const broken = apiResourceProblem(csv, world.reader);
  if (broken !== undefined) return move('Failed', 'apiServiceResourceIssue', broken.message);
  if (needsNewCertificates(csv, world.reader, context.now()))
    return move('Pending', 'needsCertRotation', 'CSV owns resources that require a cert refresh');
  const requirements = await requirementsOrProblem(csv, world);
  if ('problem' in requirements) return move('Failed', 'invalidStrategy', requirements.problem);
  if (!requirements.met) {
    const status = { requirementStatus: requirements.statuses };
    return move('Failed', 'requirementsNotMet', 'requirements no longer met', { status });
  }
  const check = await checkInstall(csv, world, context);
  if (check === undefined) return needsReinstall;
  const next = judgeInstall(check, { phase: 'Failed', reason: 'componentUnhealthy' }) ?? {};
  if (next.to?.phase !== 'Succeeded') return next;
  await ensureProvidedRoles(csv, world.reader);
  return { ...next, ...untilRotation(csv, context.now()) };
}

function untilRotation({ status }: Csv, now: Date): Pick<Move, 'outcome'> {
  const rotateAt = Date.parse(status?.certsRotateAt ?? '');
  if (Number.isNaN(rotateAt)) return {};
  return { outcome: again(Math.min(Math.max(rotateAt - now.getTime(), SHORTEST_MS), LONGEST_MS)) };
}
