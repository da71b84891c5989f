import { ClusterServiceVersion, Namespace } from '@violet/api';
import type { KubernetesObject } from '@violet/machinery';
import { clusterKinds, namespacedKinds } from './kinds.ts';
import type { WatchedCluster } from './watched-cluster.ts';

/** Names of what a cluster has before anything is installed. */
export type Before = ReadonlySet<string>;

export function clusterObjectsBefore(watched: WatchedCluster): Before {
  return new Set(clusterKinds.flatMap((kind) => watched.list(kind)).map(nameOf));
}

/** Where copies of a ClusterServiceVersion are looked at: those in all other namespaces are like them. */
export const copiesNamespace = 'default';

/** Everything of an operator: what its namespaces hold, what is new in the cluster and says so, and a copy. */
export function collect(watched: WatchedCluster, namespaces: readonly string[], before: Before): KubernetesObject[] {
  const inside = namespaces.flatMap((name) => [
    watched.get(Namespace, name),
    ...namespacedKinds.flatMap((kind) => watched.list(kind, name)),
  ]);
  const [home = ''] = namespaces;
  const outside = newClusterObjects(watched, before).filter((object) => mentions(object, namespaces));
  const copies = watched
    .list(ClusterServiceVersion, copiesNamespace)
    .filter(({ metadata }) => metadata.labels?.['olm.copiedFrom'] === home);
  const own = inside.filter((object) => object !== undefined && isOf(object, namespaces)) as KubernetesObject[];
  return [...own, ...outside, ...(copies as KubernetesObject[])];
}

export function newClusterObjects(watched: WatchedCluster, before: Before): KubernetesObject[] {
  return clusterKinds.flatMap((kind) => watched.list(kind)).filter((object) => !before.has(nameOf(object)));
}

export function nameOf({ kind, metadata }: KubernetesObject): string {
  return `${kind}/${metadata.name}`;
}

/** Other operators of the cluster copy themselves into every namespace. */
function isOf(object: KubernetesObject, namespaces: readonly string[]): boolean {
  const from = object.metadata.labels?.['olm.copiedFrom'];
  return from === undefined || namespaces.includes(from);
}

/** In its name, its labels or its content: what mentions no namespace of an operator is compared at the very end. */
function mentions(object: KubernetesObject, namespaces: readonly string[]): boolean {
  const text = textOf(object);
  return namespaces.some((name) => new RegExp(`\\b${name}\\b(?!-)`).test(text));
}

const texts = new WeakMap<KubernetesObject, string>();

/** Objects of a watch are never changed: each is written out once. */
function textOf(object: KubernetesObject): string {
  const known = texts.get(object);
  if (known !== undefined) return known;
  const { kind, metadata, ...content } = object;
  const text = JSON.stringify([metadata, kind === 'CustomResourceDefinition' ? undefined : content]);
  texts.set(object, text);
  return text;
}
