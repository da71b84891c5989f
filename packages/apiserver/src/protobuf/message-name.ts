import type { GroupVersionKind } from '@violet/machinery';
import type { ServedResource } from '../backend.ts';

/** Kinds of requests that are at home in every group version. */
const metaKinds: ReadonlySet<string> = new Set([
  'CreateOptions',
  'DeleteOptions',
  'GetOptions',
  'ListOptions',
  'PatchOptions',
  'UpdateOptions',
]);

/** The name of a kind's message; kinds that no resource has (Scale, Eviction, …) follow upstream's way to name packages. */
export function messageName({ group, version, kind }: GroupVersionKind, resources: readonly ServedResource[]): string {
  if (metaKinds.has(kind)) return `io.k8s.apimachinery.pkg.apis.meta.v1.${kind}`;
  const served = resources.find((r) => r.kind === kind && r.version === version && r.group === group);
  return served?.definitionName ?? `io.k8s.api.${group.split('.')[0] || 'core'}.${version}.${kind}`;
}
