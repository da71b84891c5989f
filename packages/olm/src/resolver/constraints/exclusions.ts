import type { Exclusion, Variable } from './variable.ts';

/** No API has two providers in a namespace, and no package two operators. */
export function findExclusions(variables: readonly Variable[]): Exclusion[] {
  const byApi = new Map<string, Variable[]>();
  const byPackage = new Map<string, Variable[]>();
  for (const variable of variables) {
    const { entry } = variable;
    if (entry === undefined || isAmbiguous(entry)) continue;
    for (const { key } of entry.facts.apis) addTo(byApi, key, variable);
    for (const { name } of entry.facts.packages) addTo(byPackage, name, variable);
  }
  return [...exclusionsOf('one-provider', byApi), ...exclusionsOf('one-of-package', byPackage)];
}

/** Whether another bundle of the catalogue has its name in a channel of its name. */
export function isAmbiguous({ source, name, channel }: NonNullable<Variable['entry']>): boolean {
  const named = source.named(name);
  return named.length > 1 && named.filter((one) => one.channel === channel).length > 1;
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
