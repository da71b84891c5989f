/** Namespaces that a group targets; the one entry `''` stands for all of them. */
export type Targets = readonly string[];

export function isAllNamespaces(targets: Targets): boolean {
  return targets.length === 1 && targets[0] === '';
}

export function contains(targets: Targets, namespace: string): boolean {
  return isAllNamespaces(targets) || targets.includes(namespace);
}

export function overlap(left: Targets, right: Targets): boolean {
  if (isAllNamespaces(left)) return right.length > 0;
  if (isAllNamespaces(right)) return left.length > 0;
  return left.some((namespace) => right.includes(namespace));
}

/** As the annotation `olm.targetNamespaces` has them. */
export function printTargets(targets: Targets): string {
  return [...targets].sort().join(',');
}

export function parseTargets(printed: string): Targets {
  return printed.split(',');
}
