import { type Chart, chartCrds, resolveDependencies } from '@violet/charts';
import { Failure, isFailure, type JsonObject, type KubernetesObject } from '@violet/machinery';
import { crdIsEstablished } from '../health/crd.ts';
import { type Target, targetsOf } from '../objects/target.ts';
import { waitFor } from '../objects/wait.ts';
import type { ActionContext } from './context.ts';

const establishedWithinMs = 60_000;

/** Creates what a chart has under crds/, where it is not there yet, and waits until it is served. Never changes a CRD. */
export async function installCrds(context: ActionContext, chart: Chart, values: JsonObject): Promise<void> {
  const made: Target[] = [];
  for (const crd of chartCrds(resolveDependencies(chart, values))) {
    const text = new TextDecoder().decode(crd.data);
    for (const target of await targetsOf(context.cluster, text, context.store.namespace, crd.path)) {
      if (await create(target, crd.path)) made.push(target);
    }
  }
  if (made.length === 0) return;
  const options = { ...context, timeoutMs: establishedWithinMs };
  await Promise.all(made.map((target) => waitFor(target, (object) => isServed(target, object), options)));
  context.cluster.forgetDiscovery();
}

async function create(target: Target, path: string): Promise<boolean> {
  try {
    await target.client.create(target.object, { fieldManager: 'helm' });
    return true;
  } catch (error) {
    if (isFailure(error, 'AlreadyExists')) return false;
    if (!isFailure(error)) throw error;
    throw new Failure(error.code, `failed to install CRD ${path}: ${error.message}`, { cause: error });
  }
}

function isServed(target: Target, object: KubernetesObject | undefined): boolean {
  return object !== undefined && (target.kind !== 'CustomResourceDefinition' || crdIsEstablished(object));
}
