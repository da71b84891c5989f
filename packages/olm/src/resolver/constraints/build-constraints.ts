import type { ResolverMeans } from '../request.ts';
import type { Entry } from '../source/entry.ts';
import type { Source } from '../source/source.ts';
import type { Asking } from './asking.ts';
import { BundleVariables, type Visible } from './bundle-variables.ts';
import { chooseFrom } from './choose-from.ts';
import { findExclusions } from './exclusions.ts';
import type { Constraint, Constraints } from './variable.ts';

/** Constraints, and what is wrong with those that could not be made. */
export interface Built extends Constraints {
  /** By Subscription, in upstream's words. */
  readonly refused: ReadonlyMap<string, readonly string[]>;
  /** By installed CSV, in upstream's words. */
  readonly installedProblems: ReadonlyMap<string, readonly string[]>;
}

/** What must hold in a namespace. A Subscription that is set aside only keeps what it has installed. */
export function buildConstraints(
  visible: Visible,
  subscriptions: readonly Asking[],
  setAside: { has(subscription: string): boolean },
  compileCel: ResolverMeans['compileCel'],
): Built {
  const bundles = new BundleVariables(visible, compileCel);
  const installedProblems = new Map<string, readonly string[]>();
  const refused = new Map<string, readonly string[]>();
  for (const entry of visible.installed.entries) {
    bundles.add(entry);
    const problems = bundles.problemsOf(entry);
    if (problems.length > 0) installedProblems.set(entry.name, problems);
  }
  for (const asking of subscriptions) {
    const installed = visible.installed.entries.find(({ name }) => name === asking.installedCsv);
    const own = setAside.has(asking.name) ? keep(asking, installed) : ask(asking, installed, visible, bundles);
    if ('problems' in own) refused.set(asking.name, own.problems);
    else if (own.length > 0) bundles.create(undefined, own);
  }
  return {
    variables: bundles.all,
    exclusions: findExclusions(bundles.all),
    variableOf: (entry) => bundles.of(entry),
    refused,
    installedProblems,
  };
}

function keep({ name }: Asking, installed: Entry | undefined): Constraint[] {
  if (installed === undefined) return [];
  return [
    { kind: 'subscription-exists', subscription: name },
    { kind: 'subscription-requires', subscription: name, candidates: [installed] },
  ];
}

function ask(
  asking: Asking,
  installed: Entry | undefined,
  visible: Visible,
  bundles: BundleVariables,
): Constraint[] | { readonly problems: readonly string[] } {
  const exists = { kind: 'subscription-exists', subscription: asking.name } as const;
  const choice = chooseFrom(asking, installed, sourcesFor(asking, visible));
  if ('problem' in choice) return { problems: [choice.problem] };
  if ('missing' in choice) return [exists, { kind: 'subscription-without-bundle', asking, missing: choice.missing }];
  for (const candidate of choice.candidates) {
    bundles.add(candidate);
    const problems = bundles.problemsOf(candidate);
    if (problems.length > 0) return { problems };
  }
  if (installed !== undefined) for (const candidate of choice.candidates) replaceBy(candidate, installed, bundles);
  const candidates = installed === undefined ? choice.candidates : [...choice.candidates, installed];
  return [exists, { kind: 'subscription-requires', subscription: asking.name, candidates }];
}

function replaceBy(entry: Entry, installed: Entry, bundles: BundleVariables): void {
  const variable = bundles.of(entry);
  if (variable === undefined) return;
  variable.replaces = installed.name;
  variable.constraints.push({ kind: 'bundle-replaces', entry, installed });
}

/** A Subscription that names no catalogue at all sees all, what is installed too. */
function sourcesFor({ catalog, catalogNamespace }: Asking, { installed, catalogs }: Visible): readonly Source[] {
  if (catalog === '' && catalogNamespace === '') return [installed, ...catalogs].sort(byPriority);
  return catalogs.filter(({ name, namespace }) => name === catalog && namespace === catalogNamespace);
}

function byPriority(left: Source, right: Source): number {
  if (left.priority !== right.priority) return right.priority - left.priority;
  if (left.name === right.name) return 0;
  return left.name < right.name ? -1 : 1;
}
