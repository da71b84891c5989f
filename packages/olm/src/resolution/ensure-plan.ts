import { InstallPlan, type Subscription } from '@violet/api';
import type { Reader } from '@violet/controller';
import { isFailure, jsonEqual, type Stored } from '@violet/machinery';
import { isUnfilled, type PlanContent, planObject, planStatus } from './plan.ts';

const MOST_NAMES = 5;

/** Makes the plan of a generation, or fills one that was made and left. */
export async function ensurePlan(
  content: PlanContent,
  subscriptions: readonly Stored<Subscription>[],
  namespace: string,
  reader: Reader,
): Promise<Stored<InstallPlan>> {
  const plans = reader.client.resource(InstallPlan, namespace);
  const made = await createPlan(content, subscriptions, namespace, reader);
  const filled = isUnfilled(made) ? await plans.replaceStatus({ ...made, status: planStatus(content) }) : made;
  await reader.whenSeen(InstallPlan, filled);
  return filled;
}

async function createPlan(
  content: PlanContent,
  subscriptions: readonly Stored<Subscription>[],
  namespace: string,
  { client }: Reader,
): Promise<Stored<InstallPlan>> {
  const plans = client.resource(InstallPlan, namespace);
  for (let attempt = 0; ; attempt++) {
    const wanted = planObject(content, subscriptions, namespace, attempt);
    try {
      return await plans.create(wanted);
    } catch (error) {
      if (!isFailure(error, 'AlreadyExists') || attempt === MOST_NAMES) throw error;
      const present = await plans.get(wanted.metadata.name ?? '');
      if (present !== undefined && jsonEqual(present.spec, wanted.spec)) return present;
    }
  }
}
