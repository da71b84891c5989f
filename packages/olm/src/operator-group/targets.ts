import type { OperatorGroup } from '@violet/api';
import { Failure, isFailure, type KubernetesObject, labelSelectorOf, matchesLabels } from '@violet/machinery';

/** The namespaces that the group's spec selects, in order of their names; `['']` for all of them. */
export function targetsOf({ spec, metadata }: OperatorGroup, namespaces: readonly KubernetesObject[]): string[] {
  const { targetNamespaces = [], selector } = spec ?? {};
  if (targetNamespaces.length > 0) {
    if (targetNamespaces.includes('')) throw nothingNamed(metadata.name ?? '', targetNamespaces);
    return [...new Set(targetNamespaces)].sort();
  }
  const wanted = selector === undefined ? undefined : labelSelectorOf(selector);
  if (wanted === undefined || wanted.requirements.length === 0) return [''];
  return namespaces
    .filter((namespace) => matchesLabels(wanted, namespace.metadata.labels))
    .map((namespace) => namespace.metadata.name ?? '')
    .sort();
}

/** Why what the group says of its targets cannot be understood. */
export function targetsProblem(group: OperatorGroup): string | undefined {
  try {
    targetsOf(group, []);
    return undefined;
  } catch (error) {
    if (!isFailure(error)) throw error;
    const { hint } = error;
    return hint === undefined ? error.message : `${error.message}. ${hint.replace(/\.$/, '')}`;
  }
}

function nothingNamed(group: string, targets: readonly string[]): Failure {
  return new Failure('Invalid', `TargetNamespaces cannot contain NamespaceAll: [${targets.join(' ')}]`, {
    hint: `Leave spec.targetNamespaces of OperatorGroup ${group} empty to target all namespaces.`,
  });
}

/** The same set, in whatever order. */
export function sameTargets(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && right.every((namespace) => left.includes(namespace));
}
