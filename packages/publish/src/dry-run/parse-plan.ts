import { Failure, isJsonObject, validateObject } from '@violet/machinery';
import { planSchema } from './plan-schema.ts';
import { type PushPlan, planApiVersion, planKind } from './push-plan.ts';

/** 64 MiB: a plan of thousands of packages. */
export const maxPlanBytes = 64 * 1024 * 1024;

/** Reads a plan; `source` is where it is from. Throws Invalid, with the reason PlanInvalid, for what is none. */
export function parsePushPlan(text: string, source: string): PushPlan {
  if (text.length > maxPlanBytes) throw noPlan(source, `it has more than ${maxPlanBytes} bytes`);
  const value = jsonIn(text);
  if (!isJsonObject(value) || value['kind'] !== planKind) throw noPlan(source, `it is no ${planKind}`);
  const { apiVersion } = value;
  if (apiVersion !== planApiVersion) {
    const version = typeof apiVersion === 'string' ? `version ${JSON.stringify(apiVersion)}` : 'no version';
    throw noPlan(source, `it is of ${version}, and ${planApiVersion} is known here`);
  }
  const [problem] = validateObject(planSchema, value);
  if (problem !== undefined) throw noPlan(source, `${problem.field}: ${problem.message}`);
  return value as unknown as PushPlan;
}

export function printPushPlan(plan: PushPlan): string {
  return `${JSON.stringify(plan, null, 2)}\n`;
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function noPlan(source: string, why: string): Failure {
  return new Failure('Invalid', `${source} is no plan of a push: ${why}`, {
    reason: 'PlanInvalid',
    hint: 'Make it anew: violet push --dry-run --plan FILE.',
  });
}
