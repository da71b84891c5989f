import { builtinKinds } from './kinds/builtin-kinds.ts';
import type { BuiltinKind } from './kinds/kind.ts';
import type { OfferedKind } from './requests/catalog.ts';
import { containerSubresources } from './subresources/no-containers.ts';

/**
 * HorizontalPodAutoscalers are kept as v2: v1 would need a conversion, and no current client insists on it. Bindings are
 * made through their Pods, and component statuses tell of components that are not here.
 */
const leftOut: ReadonlySet<string> = new Set([
  'autoscaling/v1/horizontalpodautoscalers',
  '/v1/bindings',
  '/v1/componentstatuses',
]);

/** They change a running container, and nodes here run none. */
const leftOutSubresources: ReadonlySet<string> = new Set(['ephemeralcontainers', 'resize']);

let offered: readonly OfferedKind[] | undefined;

/** The built-in kinds that clusters serve; the same values for all clusters of the process. */
export function offeredKinds(): readonly OfferedKind[] {
  offered ??= builtinKinds()
    .filter(({ group, version, plural }) => !leftOut.has(`${group}/${version}/${plural}`))
    .map((served) => ({ served: withOfferedSubresources(served), storageVersion: served.version }));
  return offered;
}

function withOfferedSubresources(served: BuiltinKind): BuiltinKind {
  const kept = served.subresources.filter(({ name }) => !leftOutSubresources.has(name));
  const isPod = served.kind === 'Pod';
  if (!isPod && kept.length === served.subresources.length) return served;
  const subresources = isPod ? [...kept, ...containerSubresources] : kept;
  // The prototype keeps the schema a getter: it is made when first asked for.
  return Object.create(served, { subresources: { value: subresources, enumerable: true } }) as BuiltinKind;
}
