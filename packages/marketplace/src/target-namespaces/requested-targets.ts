import { annotations, type Subscription } from '@violet/api';
import { dnsLabelProblems, type Stored } from '@violet/machinery';

/** The namespaces that an operator is to watch; `all` is every namespace. */
export type Targets = 'all' | readonly string[];

/** What one Subscription asks for. */
export type RequestedTargets = { targets: Targets; isExplicit: boolean } | { problem: string };

const advice = 'write names of namespaces with commas between them, or nothing for all of them';

/** Reads `cpaas.io/target-namespaces`: empty is all, a list is those, without it the Subscription's own namespace. */
export function requestedTargets({ metadata }: Stored<Subscription>): RequestedTargets {
  const text = metadata.annotations?.[annotations.targetNamespaces];
  if (text === undefined) return { targets: [metadata.namespace ?? ''], isExplicit: false };
  const names = text.split(',').map((name) => name.trim());
  const given = [...new Set(names.filter((name) => name !== ''))].sort();
  const strange = given.find((name) => dnsLabelProblems(name).length > 0);
  if (strange !== undefined)
    return { problem: `"${strange}" in ${annotations.targetNamespaces} is no namespace: ${advice}` };
  return { targets: given.length === 0 ? 'all' : given, isExplicit: true };
}

export function sameTargets(left: Targets, right: Targets): boolean {
  return String(left) === String(right);
}

/** More names than this help nobody, and an object has little room. */
const mostNames = 10;

export function printTargets(targets: Targets): string {
  if (targets === 'all') return 'all namespaces';
  const more = targets.length - mostNames;
  return targets.slice(0, mostNames).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
