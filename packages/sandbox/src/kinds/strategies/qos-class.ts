import { addQuantity, compareQuantity, type KubernetesObject, parseQuantity, type Quantity } from '@violet/machinery';
import { at, objectAt, objectsAt } from '../read.ts';

type Totals = Map<string, Quantity>;

/** Guaranteed, Burstable or BestEffort, from the requests and limits of all containers. */
export function qosClass(pod: KubernetesObject): string {
  const requests: Totals = new Map();
  const limits: Totals = new Map();
  let limited = true;
  const holders =
    at(pod, 'spec.resources') === undefined
      ? [...objectsAt(pod, 'spec.containers'), ...objectsAt(pod, 'spec.initContainers')]
      : [objectAt(pod, 'spec')];
  for (const holder of holders) {
    addAll(requests, objectAt(holder, 'resources.requests'));
    if (addAll(limits, objectAt(holder, 'resources.limits')) < 2) limited = false;
  }
  if (requests.size === 0 && limits.size === 0) return 'BestEffort';
  return limited && isEqual(requests, limits) ? 'Guaranteed' : 'Burstable';
}

/** Adds CPU and memory; answers how many of the two there were. */
function addAll(totals: Totals, list: Record<string, unknown>): number {
  let found = 0;
  for (const resource of ['cpu', 'memory']) {
    const quantity = parseQuantity(String(list[resource] ?? '0'));
    if (quantity.nanos <= 0n) continue;
    const total = totals.get(resource);
    totals.set(resource, total === undefined ? quantity : addQuantity(total, quantity));
    found++;
  }
  return found;
}

function isEqual(requests: Totals, limits: Totals): boolean {
  if (requests.size !== limits.size) return false;
  return [...requests].every(([resource, request]) => {
    const limit = limits.get(resource);
    return limit !== undefined && compareQuantity(request, limit) === 0;
  });
}
