import { parseQuantity } from '@violet/machinery';
import type { Container, PodSpec } from '../kinds/pod.ts';

/** Amounts by resource name, in billionths. */
export type Amounts = Map<string, bigint>;

/** What a pod asks a node for: the sum of its containers, or one greedy init container, and its own place. */
export function podRequests(spec: PodSpec): Amounts {
  const total: Amounts = new Map();
  for (const container of spec.containers) add(total, requestsOf(container));
  for (const container of spec.initContainers ?? []) {
    if (container.restartPolicy === 'Always') add(total, requestsOf(container));
    else for (const [name, amount] of requestsOf(container)) total.set(name, max(total.get(name) ?? 0n, amount));
  }
  total.set('pods', 1_000_000_000n);
  return total;
}

export function amounts(list: Record<string, string> | undefined): Amounts {
  return new Map(Object.entries(list ?? {}).map(([name, quantity]) => [name, parseQuantity(String(quantity)).nanos]));
}

export function add(total: Amounts, more: Amounts): void {
  for (const [name, amount] of more) total.set(name, (total.get(name) ?? 0n) + amount);
}

/** What there is too little of. */
export function lacking(free: Amounts, used: Amounts, wanted: Amounts): string[] {
  return [...wanted]
    .filter(([name, amount]) => amount > 0n && (used.get(name) ?? 0n) + amount > (free.get(name) ?? 0n))
    .map(([name]) => name);
}

function requestsOf({ resources }: Container): Amounts {
  return amounts({ ...resources?.limits, ...resources?.requests });
}

function max(left: bigint, right: bigint): bigint {
  return left > right ? left : right;
}
