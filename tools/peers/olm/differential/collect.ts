import { ClusterServiceVersion, Namespace } from '@violet/api';
import type { Cluster } from '@violet/kube';
import { isFailure, type KubernetesObject } from '@violet/machinery';
import { clusterKinds, namespacedKinds } from './kinds.ts';

/** Names of what a cluster has before anything is installed. */
export type Before = ReadonlySet<string>;

export async function clusterObjectsBefore(client: Cluster): Promise<Before> {
  const objects = await list(client, clusterKinds);
  return new Set(objects.map(nameOf));
}

/** Where copies of a ClusterServiceVersion are looked at: those in all other namespaces are like them. */
export const copiesNamespace = 'default';

/** Everything of an operator: what its namespaces hold, what is new in the cluster and says so, and a copy. */
export async function collect(
  client: Cluster,
  namespaces: readonly string[],
  before: Before,
): Promise<KubernetesObject[]> {
  const inside = await Promise.all(
    namespaces.map(async (name) => [
      await client.resource(Namespace).get(name),
      ...(await list(client, namespacedKinds, name)),
    ]),
  );
  const [home = ''] = namespaces;
  const outside = (await newClusterObjects(client, before)).filter((object) => mentions(object, namespaces));
  const copies = await client
    .resource(ClusterServiceVersion, copiesNamespace)
    .list({ labelSelector: `olm.copiedFrom=${home}` });
  const own = inside.flat().filter((object) => object !== undefined && isOf(object, namespaces));
  return [...own, ...outside, ...copies.items] as KubernetesObject[];
}

export async function newClusterObjects(client: Cluster, before: Before): Promise<KubernetesObject[]> {
  return (await list(client, clusterKinds)).filter((object) => !before.has(nameOf(object)));
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
function mentions({ kind, metadata, ...content }: KubernetesObject, namespaces: readonly string[]): boolean {
  const { managedFields: _, ...rest } = metadata;
  const text = JSON.stringify([rest, kind === 'CustomResourceDefinition' ? undefined : content]);
  return namespaces.some((name) => new RegExp(`\\b${name}\\b(?!-)`).test(text));
}

async function list(client: Cluster, kinds: typeof clusterKinds, namespace?: string): Promise<KubernetesObject[]> {
  const lists = await Promise.all(
    kinds.map(async (kind) => {
      try {
        return (await client.resource(kind, namespace).list()).items;
      } catch (error) {
        if (isFailure(error, 'NotFound')) return [];
        throw error;
      }
    }),
  );
  return lists.flat();
}
