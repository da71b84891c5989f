import type { ResourceDefinition } from '@violet/kube';
import { type KubernetesObject, parseApiVersion } from '@violet/machinery';

/** A built-in kind as clients address it. */
export function kind<T extends KubernetesObject>(
  apiVersion: string,
  name: string,
  plural: string,
  scope: 'Cluster' | 'Namespaced' = 'Namespaced',
): ResourceDefinition<T> {
  return { ...parseApiVersion(apiVersion), kind: name, plural, scope };
}
