import type { Asking } from './constraints/asking.ts';
import type { Constraint, Constraints, Variable } from './constraints/variable.ts';
import type { ResolvedOperator } from './resolution.ts';
import type { Entry } from './source/entry.ts';
import type { Source } from './source/source.ts';

/** The new bundles of an answer, by identifier. */
export function operatorsOf(
  answer: readonly Variable[],
  subscriptions: readonly Asking[],
  installed: Source,
): ResolvedOperator[] {
  const beginning = subscriptions.filter(
    ({ installedCsv }) => !installed.entries.some(({ name }) => name === installedCsv),
  );
  const startingCsvs = new Set(beginning.map(({ startingCsv }) => startingCsv));
  return answer
    .flatMap((variable) => operatorOf(variable, subscriptions, startingCsvs))
    .sort((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1));
}

function operatorOf(
  { entry, replaces }: Variable,
  subscriptions: readonly Asking[],
  startingCsvs: ReadonlySet<string>,
): ResolvedOperator[] {
  if (entry?.bundle === undefined) return [];
  const { name, bundle, source, channel, properties } = entry;
  return [
    {
      name,
      bundle,
      catalog: { name: source.name, namespace: source.namespace },
      package: entry.package,
      channel,
      replaces: replaces || entry.replaces,
      startingCsv: startingCsvs.has(name) ? name : '',
      properties,
      subscriptions: subscriptions.filter((one) => isAskedBy(entry, one)).map((one) => one.name),
    },
  ];
}

const keyOf = ({ catalog, channel, name }: ResolvedOperator) =>
  `${catalog.name}/${catalog.namespace}/${channel}/${name}`;

function isAskedBy({ package: packageName, channel, source }: Entry, asking: Asking): boolean {
  if (asking.package !== packageName || (asking.channel !== '' && asking.channel !== channel)) return false;
  if (asking.catalog === '' && asking.catalogNamespace === '') return true;
  return asking.catalog === source.name && asking.catalogNamespace === source.namespace;
}

/** New bundles of an answer that are not the only ones of their name in their channel. */
export function ambiguousIn(answer: readonly Variable[]): readonly Variable[] {
  return answer.filter(({ entry }) => entry?.bundle !== undefined && entry.source.countTwins(entry) > 1);
}

/** The Subscriptions because of which a variable is part of an answer. */
export function askingFor(wanted: Variable, answer: readonly Variable[], constraints: Constraints): string[] {
  const chosen = new Set(answer);
  return answer.flatMap((variable) => {
    const subscription = subscriptionOf(variable);
    return subscription !== undefined && reachedFrom(variable, chosen, constraints).has(wanted) ? subscription : [];
  });
}

function subscriptionOf({ constraints }: Variable): string | undefined {
  const exists = constraints.find((constraint) => constraint.kind === 'subscription-exists');
  return exists?.subscription;
}

function reachedFrom(start: Variable, chosen: ReadonlySet<Variable>, { variableOf }: Constraints): Set<Variable> {
  const reached = new Set([start]);
  for (const { constraints } of reached) {
    for (const candidate of constraints.flatMap(candidatesOf)) {
      const variable = variableOf(candidate);
      if (variable !== undefined && chosen.has(variable)) reached.add(variable);
    }
  }
  return reached;
}

function candidatesOf(constraint: Constraint): readonly Entry[] {
  return 'candidates' in constraint ? constraint.candidates : [];
}
