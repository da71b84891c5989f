import { type CatalogSource, NetworkPolicy, olmLabels, Pod, Service } from '@violet/api';
import type { Stored } from '@violet/machinery';
import { grpcServerPolicy, isAsMade, unpackBundlesPolicy } from '../objects/network-policies.ts';
import { registryService } from '../objects/service.ts';
import { planPods } from '../pods/plan-pods.ts';
import { create, ensure, remove, type World } from '../world.ts';

export async function ensurePolicies(
  source: Stored<CatalogSource>,
  world: World,
  podLabels: Record<string, string>,
): Promise<void> {
  for (const wanted of [grpcServerPolicy(source, podLabels), unpackBundlesPolicy(source)])
    await ensure(world, NetworkPolicy, wanted, (found) => isAsMade(wanted, found));
}

/** Tells whether a pod was made. */
export async function ensurePods(world: World, wanted: Pod, overwrite: boolean): Promise<boolean> {
  const plan = planPods(world.serving, wanted, overwrite);
  for (const pod of plan.dead) await remove(world, Pod, pod, 0);
  for (const pod of plan.outdated) await remove(world, Pod, pod, 1);
  if (plan.create) await create(world, Pod, wanted);
  return plan.create;
}

export async function ensureService(
  source: Stored<CatalogSource>,
  world: World,
  selector: Record<string, string>,
  overwrite: boolean,
): Promise<void> {
  const wanted = registryService(source, selector);
  const hash = wanted.metadata.labels?.[olmLabels.serviceSpecHash];
  const isFine = (found: Stored<Service>) => !overwrite && found.metadata.labels?.[olmLabels.serviceSpecHash] === hash;
  await ensure(world, Service, wanted, isFine);
}
