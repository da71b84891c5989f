import { CatalogSource, CustomResourceDefinition } from '@violet/api';
import type { Cluster } from '@violet/kube';

/** Who writes our definitions; see `ensureDefinitions` of controller. */
const ourManager = 'violet';

/**
 * Whether somebody else has ever brought OLM's kinds into the cluster. Where only this program has written their definitions, or
 * there are none yet, no other OLM can be at work unseen: it comes with definitions of its own.
 */
export async function wereKindsBrought(cluster: Cluster): Promise<boolean> {
  const name = `${CatalogSource.plural}.${CatalogSource.group}`;
  const definition = await cluster.resource(CustomResourceDefinition).get(name);
  const writers = (definition?.metadata.managedFields ?? []).filter(({ subresource }) => subresource !== 'status');
  return definition !== undefined && (writers.length === 0 || writers.some(({ manager }) => manager !== ourManager));
}
