import type { Step, StepStatus } from '@violet/api';
import { Failure, isFailure } from '@violet/machinery';
import type { Attempt } from './attempt.ts';
import { carryOutDefinition } from './definition-step.ts';
import { executionOrder } from './execution-order.ts';
import { carryOutOther, copySecret } from './other-step.ts';
import { stepKinds } from './step-kinds.ts';
import { isSupportedKind } from './supported-kinds.ts';
import { carryOutTyped } from './typed-step.ts';
import { unknownApi } from './unknown-api.ts';

const INVALID = 'the InstallPlan contains invalid data';

/**
 * Carries out what is left of a plan, in its order (but for accounts), up to the first step that fails: that one's failure
 * is thrown. Steps get their new status in place.
 */
export async function executePlan(steps: Step[], attempt: Attempt): Promise<void> {
  for (const [index, step] of executionOrder(steps)) {
    const warnings: string[] = [];
    try {
      step.status = await carryOut(step, { ...attempt, onWarning: (warning) => void warnings.push(warning) });
    } catch (error) {
      throw await inUpstreamsWords(error, step, attempt);
    } finally {
      if (warnings.length > 0)
        attempt.warn('AppliedWithWarnings', warningMessage(step, warnings), `status.plan[${index}]`);
    }
  }
}

async function carryOut(step: Step, attempt: Attempt): Promise<StepStatus> {
  const { kind } = step.resource;
  if (kind === 'CustomResourceDefinition') return await carryOutDefinition(step, attempt);
  if (step.status === 'Present' || step.status === 'Created' || step.status === 'WaitingForApi') return step.status;
  if (step.status !== 'Unknown' && step.status !== 'NotPresent') throw new Failure('Invalid', INVALID);
  const known = Object.hasOwn(stepKinds, kind) ? stepKinds[kind] : undefined;
  if (known !== undefined) return await carryOutTyped(step, known, attempt);
  if (kind === 'Secret') return await copySecret(step, attempt);
  if (isSupportedKind(kind, attempt.alsoSupported)) return await carryOutOther(step, attempt);
  step.status = 'UnsupportedResource';
  throw new Failure('Invalid', INVALID);
}

async function inUpstreamsWords(error: unknown, { resource }: Step, { cluster }: Attempt): Promise<unknown> {
  if (!isFailure(error, 'NotFound')) return error;
  return (await unknownApi(cluster, resource)) ?? error;
}

function warningMessage({ resolving, resource: { kind, name } }: Step, warnings: readonly string[]): string {
  const object = `${kind} ${JSON.stringify(name)}`;
  const where =
    resolving === ''
      ? `during operator installation (${object})`
      : `during installation of operator ${JSON.stringify(resolving)} (${object})`;
  return `${warnings.length} warning(s) generated ${where}: ${warnings.join(', ')}`;
}
