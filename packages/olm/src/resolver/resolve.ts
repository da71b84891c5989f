import type { CatalogBundle } from './catalog.ts';
import type { CatalogIndex } from './catalog-index.ts';
import { type Asking, askingOf } from './constraints/asking.ts';
import { buildConstraints } from './constraints/build-constraints.ts';
import type { Visible } from './constraints/bundle-variables.ts';
import { minimalConflicts } from './constraints/minimal-conflict.ts';
import { preferredAnswer } from './constraints/preferred-answer.ts';
import type { Constraints, Variable } from './constraints/variable.ts';
import { explainBlocked, explainFailure, prevented } from './explain/blocked.ts';
import { explainConflict } from './explain/conflict.ts';
import {
  describeTwins,
  type Obstacle,
  obstacleOfProblems,
  obstacleOfTwins,
  obstacleOfUnavailable,
} from './explain/obstacle.ts';
import { installedSource } from './installed/installed-source.ts';
import { ambiguousIn, askingFor, operatorsOf } from './operators.ts';
import type { ResolveRequest, ResolverMeans } from './request.ts';
import type { Resolution } from './resolution.ts';
import { Budget, OutOfBudget } from './sat/literal.ts';
import type { Source } from './source/source.ts';

/** Far above what any namespace needs; a namespace that needs more must not keep the others waiting. */
const maxSteps = 20_000_000;
const maxMs = 5000;

/** Says what is to be installed in a namespace: what upstream's resolver would say, whatever the order of the input. */
export function resolve<Bundle extends CatalogBundle>(
  request: ResolveRequest<Bundle>,
  means: ResolverMeans,
): Resolution<Bundle> {
  const subscriptions = request.subscriptions.map(askingOf).sort((left, right) => (left.name < right.name ? -1 : 1));
  const installed = installedSource(request, subscriptions);
  if ('problem' in installed)
    return explainFailure(
      `error using catalogsource ${request.namespace}/@existing: ${installed.problem}`,
      subscriptions,
    );
  const visible = { namespace: request.namespace, installed, catalogs: inOrder(request) };
  try {
    // The operators are entries of the given catalogues, whose bundles are of this type.
    return resolveVisible(request, subscriptions, visible, means) as Resolution<Bundle>;
  } catch (error) {
    if (error instanceof OutOfBudget) return explainFailure(error.message, subscriptions);
    throw error;
  }
}

/** Whoever cannot be considered at all is set aside, so that the others can be answered. */
function resolveVisible(
  request: ResolveRequest,
  subscriptions: readonly Asking[],
  visible: Visible,
  means: ResolverMeans,
): Resolution {
  const budget = new Budget(maxSteps, maxMs, means.now);
  const setAside = new Map<string, Obstacle>();
  for (const asking of subscriptions) {
    const unavailable = catalogLost(asking, request);
    if (unavailable !== undefined) setAside.set(asking.name, obstacleOfUnavailable(asking, unavailable));
  }
  for (;;) {
    const built = buildConstraints(visible, subscriptions, setAside, means.compileCel);
    for (const [name, problems] of built.refused) setAside.set(name, obstacleOfProblems(name, problems));
    if (built.refused.size > 0) continue;
    const problems = [...built.installedProblems].map(([clusterServiceVersion, texts]) => ({
      clusterServiceVersion,
      text: texts.join(', '),
    }));
    const answer = preferredAnswer(built, budget);
    if (answer === undefined) {
      const conflicts = minimalConflicts(built, budget).map((conflict) =>
        explainConflict(conflict, { request, visible }),
      );
      return explainBlocked(conflicts, subscriptions, setAside, problems);
    }
    const refusal = setAsideTwins(answer, built, setAside);
    if (refusal === 'again') continue;
    if (refusal !== undefined) return explainFailure(refusal, subscriptions);
    const blocked = [...setAside].map(([subscription, obstacle]) => prevented(subscription, obstacle));
    return { outcome: 'resolved', operators: operatorsOf(answer, subscriptions, visible.installed), blocked, problems };
  }
}

/** Upstream's words where there is nobody to set aside. */
function setAsideTwins(
  answer: readonly Variable[],
  constraints: Constraints,
  setAside: Map<string, Obstacle>,
): 'again' | string | undefined {
  const [twin] = ambiguousIn(answer);
  if (twin?.entry === undefined) return undefined;
  const { entry } = twin;
  const asking = askingFor(twin, answer, constraints).filter((name) => !setAside.has(name));
  for (const name of asking) setAside.set(name, obstacleOfTwins(name, entry));
  return asking.length > 0 ? 'again' : describeTwins(entry);
}

function catalogLost({ catalog, catalogNamespace }: Asking, { unavailable = [], catalogs }: ResolveRequest) {
  const isIt = (key: { readonly name: string; readonly namespace: string }) =>
    key.name === catalog && key.namespace === catalogNamespace;
  return catalogs.some(isIt) ? undefined : unavailable.find(isIt);
}

/** By priority; at the same one those of the namespace before global ones, then by name. */
function inOrder({ namespace, catalogs }: ResolveRequest): Source[] {
  return [...catalogs].sort((left, right) => compareCatalogs(left, right, namespace)).map(({ source }) => source);
}

function compareCatalogs(left: CatalogIndex, right: CatalogIndex, namespace: string): number {
  if (left.priority !== right.priority) return right.priority - left.priority;
  const [leftIsOwn, rightIsOwn] = [left.namespace === namespace, right.namespace === namespace];
  if (leftIsOwn !== rightIsOwn) return leftIsOwn ? -1 : 1;
  if (left.name === right.name) return 0;
  return left.name < right.name ? -1 : 1;
}
