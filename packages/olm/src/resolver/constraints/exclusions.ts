import type { Exclusion, Variable } from './variable.ts';

/** No API has two providers in a namespace, and no package two operators. */
export function findExclusions(variables: readonly Variable[]): Exclusion[] {
  const byApi = new Map<string, Variable[]>();
  const byPackage = new Map<string, Variable[]>();
  for (const variable of variables) {
    const { entry } = variable;
    if (entry === undefined || entry.source.countTwins(entry) > 1) continue;
    for (const { key } of entry.facts.apis) addTo(byApi, key, variable);
    for (const { name } of entry.facts.packages) addTo(byPackage, name, variable);
  }
  return [...exclusionsOf('one-provider', byApi), ...exclusionsOf('one-of-package', byPackage)];
}

function* exclusionsOf(kind: Exclusion['kind'], groups: ReadonlyMap<string, Variable[]>): Iterable<Exclusion> {
  for (const [subject, variables] of groups) {
    if (variables.length > 1) yield { kind, subject, variables };
  }
}

function addTo(groups: Map<string, Variable[]>, key: string, variable: Variable): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [variable]);
  else group.push(variable);
}
