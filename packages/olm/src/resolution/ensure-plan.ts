import { InstallPlan } from '@violet/api';
import type { Reader } from '@violet/controller';
import { isFailure, jsonEqual, type Stored } from '@violet/machinery';
import { isUnfilled, type PlanContent, type PlanPlace, planObject, planStatus } from './plan.ts';

const MOST_NAMES = 5;

/** The object of a plan, without its steps: nothing happens before it is filled. Finds one that was made and left. */
export async function createPlan(
  content: PlanContent,
  place: PlanPlace,
  { client }: Reader,
): Promise<Stored<InstallPlan>> {
  const plans = client.resource(InstallPlan, place.namespace);
  for (let attempt = 0; ; attempt++) {
    const wanted = planObject(content, place, attempt);
    try {
      return await plans.create(wanted);
    } catch (error) {
      if (!isFailure(error, 'AlreadyExists') || attempt === MOST_NAMES) throw error;
      const present = await plans.get(wanted.metadata.name ?? '');
      if (present !== undefined && isUnfilled(present) && jsonEqual(present.spec, wanted.spec)) return present;
    }
  }
}

/** Gives a plan its steps, and with them the word to go. */
export async function fillPlan(plan: Stored<InstallPlan>, content: PlanContent, reader: Reader): Promise<void> {
  const { name, namespace = '' } = plan.metadata;
  const plans = reader.client.resource(InstallPlan, namespace);
  // Others label the object meanwhile; its status is nobody else's yet.
  const body = { status: planStatus(content) };
  const filled = await plans.patchStatus(name, { type: 'merge', body: body as never });
  await reader.whenSeen(InstallPlan, filled);
}
