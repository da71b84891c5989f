import { type CatalogSource, ConfigMap, catalogSourceReasons, olmFieldManagers, olmLabels } from '@violet/api';
import { again, type Step } from '@violet/controller';
import type { Stored } from '@violet/machinery';
import { isOwnedBy, ownerReference } from '../ownership/owner.ts';
import { isConfigMapCatalog } from './source-type.ts';
import { setProblem, wholeSeconds } from './status.ts';
import type { World } from './world.ts';

/** Until it is there, it is looked for: its creation is an event for nobody. */
const LOOK_AGAIN_MS = 1_000;

/** The ConfigMap of a catalogue is marked as its own, and its version is said in status. */
export const adoptConfigMap: Step<CatalogSource, World> = async (source, world, { now }) => {
  if (!isConfigMapCatalog(source.spec)) return;
  const { reader, namespace } = world;
  const name = source.spec.configMap ?? '';
  const known = reader.get(ConfigMap, name, namespace);
  const found = known ?? (await reader.client.resource(ConfigMap, namespace).get(name));
  if (found === undefined) {
    const message = `failed to get catalog config map ${name}: configmaps "${name}" not found`;
    setProblem(source, { reason: catalogSourceReasons.configMap, message });
    return again(LOOK_AGAIN_MS);
  }
  const adopted = await adopt(found, source, world, known === undefined);
  const { uid, resourceVersion } = adopted.metadata;
  const reference = source.status?.configMapReference;
  if (reference?.uid === uid && reference.resourceVersion === resourceVersion) return;
  const lastUpdateTime = laterThan(reference?.lastUpdateTime, now());
  source.status = {
    ...source.status,
    configMapReference: { name, namespace, uid, resourceVersion, lastUpdateTime },
  };
};

/** Clients take a change for news by its time: two changes within a second have two. */
export function laterThan(previous: string | undefined, now: Date): string {
  const time = wholeSeconds(now);
  return previous === undefined || previous < time ? time : wholeSeconds(new Date(Date.parse(previous) + 1_000));
}

async function adopt(
  found: Stored<ConfigMap>,
  source: Stored<CatalogSource>,
  { reader, namespace }: World,
  isUnmarked: boolean,
): Promise<Stored<ConfigMap>> {
  if (isOwnedBy(found, source) && !isUnmarked) return found;
  const { name, resourceVersion, ownerReferences = [] } = found.metadata;
  const owners = isOwnedBy(found, source) ? ownerReferences : [...ownerReferences, ownerReference(source)];
  // It is the user's, not made here: `false`. The label is what the watch selects by.
  const labels = { [olmLabels.managed]: 'false' };
  const body = { metadata: { resourceVersion, labels, ownerReferences: owners.map((owner) => ({ ...owner })) } };
  const configMaps = reader.client.resource(ConfigMap, namespace);
  const adopted = await configMaps.patch(name, { type: 'merge', body }, { fieldManager: olmFieldManagers.catalog });
  await reader.whenSeen(ConfigMap, adopted);
  return adopted;
}
