import type { InstallMode } from '@violet/api';

/** What is wrong with the list itself: a type may be named once. */
export function installModesProblem(modes: readonly InstallMode[] = []): string | undefined {
  if (new Set(modes.map(({ type }) => type)).size === modes.length) return undefined;
  const printed = modes.map(({ type, supported }) => `{${type} ${supported}}`).join(' ');
  return `InstallMode list contains duplicates, cannot make set: [${printed}]`;
}

/** Why an operator with these modes cannot watch the targets; `''` stands for all namespaces. */
export function unsupportedTargets(
  modes: readonly InstallMode[] = [],
  operatorNamespace: string,
  targets: readonly string[],
): string | undefined {
  const [first] = targets;
  if (first === undefined)
    return 'operatorgroup has invalid selected namespaces, cannot configure to watch zero namespaces';
  const lacks = (type: string) => !modes.some((mode) => mode.type === type && mode.supported);
  const refusal = (type: string, what: string) =>
    lacks(type) ? `${type} InstallModeType not supported, cannot configure to watch ${what}` : undefined;
  if (targets.length === 1) {
    if (first === operatorNamespace) return refusal('OwnNamespace', 'own namespace');
    return first === '' ? refusal('AllNamespaces', 'all namespaces') : refusal('SingleNamespace', 'one namespace');
  }
  const several = refusal('MultiNamespace', `${targets.length} namespaces`);
  if (several !== undefined) return several;
  for (const target of targets) {
    const own = target === operatorNamespace ? refusal('OwnNamespace', 'own namespace') : undefined;
    if (own !== undefined) return own;
    if (target === '')
      return 'operatorgroup has invalid selected namespaces, NamespaceAll found when |selected namespaces| > 1';
  }
  return undefined;
}
