import type { Reader } from '@violet/controller';
import type { ResourceDefinition } from '@violet/kube';
import { isFailure, type KubernetesObject } from '@violet/machinery';

/** Labels an object as a component of an operator, or (`null`) takes the label away. */
export async function labelComponent(
  kind: ResourceDefinition,
  { metadata }: KubernetesObject,
  label: string,
  value: '' | null,
  reader: Reader,
): Promise<void> {
  const { name = '', namespace } = metadata;
  const body = { metadata: { labels: { [label]: value } } };
  try {
    const written = await reader.client
      .resource(kind, namespace)
      .patch(name, { type: 'merge', body }, { fieldManager: 'olm' });
    await reader.whenSeen(kind, written);
  } catch (error) {
    if (!isFailure(error, 'NotFound')) throw error;
  }
}

export function isComponent({ metadata }: KubernetesObject, label: string): boolean {
  return metadata.labels?.[label] !== undefined;
}
