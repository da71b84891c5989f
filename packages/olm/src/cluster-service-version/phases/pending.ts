import { ApiService, OperatorCondition } from '@violet/api';
import { again, type StepContext } from '@violet/controller';
import { isFailure } from '@violet/machinery';
import { csvFinder, isAdoptable } from '../../certificates/api-service.ts';
import { ownedApis } from '../../certificates/resources.ts';
import { webhooksProblem } from '../../webhooks/rules.ts';
import { type Move, move } from '../move.ts';
import { hasCrdOwnerConflict, replacedBy } from '../replacement.ts';
import { apiServiceName } from '../requirements/apis.ts';
import { type RequirementVerdict, requirementVerdict } from '../requirements/observe.ts';
import { upgradeProblem } from '../upgradeable.ts';
import type { Csv, CsvWorld } from '../world.ts';

/** What discovery tells comes without an event: one looks again. */
const REQUIREMENTS_AGAIN_MS = 5_000;

/** Pending: waits until all that the CSV needs is there and its turn in the chain has come. */
export async function lookAtRequirements(csv: Csv, world: CsvWorld, _context: StepContext): Promise<Move> {
  const { reader, csvs } = world;
  const previous = replacedBy(csv, csvs);
  const { namespace } = csv.metadata;
  const held =
    previous === undefined
      ? undefined
      : upgradeProblem(reader.get(OperatorCondition, previous.metadata.name, namespace));
  if (held !== undefined)
    return move('Pending', 'operatorConditionNotUpgradeable', `operator is not upgradeable: ${held}`);
  const requirements = await requirementsOrProblem(csv, world);
  if ('problem' in requirements) return move('Failed', 'invalidStrategy', requirements.problem);
  const status = { requirementStatus: requirements.statuses };
  if (!requirements.met) {
    const message = "one or more requirements couldn't be found";
    return move('Pending', 'requirementsNotMet', message, { status, outcome: again(REQUIREMENTS_AGAIN_MS) });
  }
  const problem = webhooksProblem(csv.spec.webhookdefinitions);
  if (problem !== undefined) return move('Failed', 'invalidWebhookDescription', problem, { status });
  const conflict = ownerConflict(csv, world);
  if (conflict !== undefined) return move('Failed', 'ownerConflict', conflict, { status });
  // The one before must have stepped back first; its own change brings us here again.
  if (previous !== undefined && previous.status?.phase !== 'Replacing') return isListed(csv) ? { status } : {};
  return move('InstallReady', 'requirementsMet', 'all requirements found, attempting install', { status });
}

/** Upstream lists requirements with the step that they lead to; a list that is there is kept true. */
function isListed({ status }: Csv): boolean {
  return status?.requirementStatus !== undefined;
}

/** The requirements, or why they cannot be told. */
export async function requirementsOrProblem(
  csv: Csv,
  { csvs, reader }: CsvWorld,
): Promise<RequirementVerdict | { problem: string }> {
  try {
    return await requirementVerdict(csv, csvs, reader);
  } catch (error) {
    if (!isFailure(error, 'Invalid')) throw error;
    return { problem: `install strategy invalid: ${error.message}` };
  }
}

/** Who else owns what this CSV wants to own. */
export function ownerConflict(csv: Csv, { csvs, reader }: CsvWorld): string | undefined {
  if (hasCrdOwnerConflict(csv, csvs)) return 'conflicting CRD owner in namespace';
  const foreign = ownedApis(csv.spec.apiservicedefinitions?.owned ?? []).some((api) => {
    const service = reader.get(ApiService, apiServiceName(api));
    return service !== undefined && !isAdoptable(service, csv, csvFinder(reader));
  });
  return foreign ? 'unable to adopt APIService' : undefined;
}
