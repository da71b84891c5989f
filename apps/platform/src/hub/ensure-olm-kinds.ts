import { CustomResourceDefinition, customResourceDefinition, olmDefinitions } from '@violet/api';
import { ensureDefinitions } from '@violet/controller';
import type { Cluster } from '@violet/kube';
import type { KubernetesObject, Stored } from '@violet/machinery';

/** Has the cluster serve OLM's kinds. Those that another OLM brought stay as they are: it upgrades them itself. */
export async function ensureOlmKinds(cluster: Cluster): Promise<void> {
  const definitions = (await olmDefinitions()).map(customResourceDefinition);
  const live = await Promise.all(
    definitions.map(({ metadata }) => cluster.resource(CustomResourceDefinition).get(metadata.name ?? '')),
  );
  await ensureDefinitions(
    cluster,
    definitions.filter((_definition, index) => isOurs(live[index])),
  );
}

function isOurs(definition: Stored<KubernetesObject> | undefined): boolean {
  const entries = definition?.metadata.managedFields;
  return definition === undefined || (entries ?? []).some(({ manager }) => manager === 'violet');
}
