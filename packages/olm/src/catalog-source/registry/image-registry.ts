import { type CatalogSource, olmLabels, type Pod, ServiceAccount } from '@violet/api';
import { isFailure, type Stored } from '@violet/machinery';
import { imageServiceAccount } from '../objects/access.ts';
import { imagePod } from '../objects/pod.ts';
import { isServiceOf, serviceStatus } from '../status.ts';
import { create, type World } from '../world.ts';
import { ensurePods, ensurePolicies, ensureService } from './shared-objects.ts';

/** The objects that OLM makes for a catalogue in an image, and `status.registryService`. */
export async function ensureImageRegistry(source: Stored<CatalogSource>, world: World, now: Date): Promise<void> {
  const labels = { [olmLabels.catalogSource]: source.metadata.name, [olmLabels.managed]: 'true' };
  const overwrite = !isServiceOf(source);
  await ensurePolicies(source, world, labels);
  const wanted = await wantedPod(source, world);
  const isNew = await ensurePods(world, wanted, overwrite);
  await ensureService(source, world, labels, overwrite);
  if (isNew) source.status = { ...source.status, registryService: serviceStatus(source, now) };
}

/** The pod as it is to be. Its pull secrets are those that its account has by now. */
export async function wantedPod(source: Stored<CatalogSource>, world: World): Promise<Pod> {
  const { metadata, imagePullSecrets } = await serviceAccountOf(source, world);
  const { images, namespaceIsRestricted } = world;
  const serviceAccount = { name: metadata.name, ...(imagePullSecrets === undefined ? {} : { imagePullSecrets }) };
  const labels = { [olmLabels.catalogSource]: source.metadata.name, [olmLabels.managed]: 'true' };
  return imagePod(source, { images, namespaceIsRestricted, labels, serviceAccount });
}

async function serviceAccountOf(source: Stored<CatalogSource>, world: World): Promise<Stored<ServiceAccount>> {
  const { reader, namespace } = world;
  const wanted = imageServiceAccount(source);
  const known = reader.get(ServiceAccount, source.metadata.name, namespace);
  if (known !== undefined) return known;
  try {
    return await create(world, ServiceAccount, wanted);
  } catch (error) {
    if (!isFailure(error, 'AlreadyExists')) throw error;
    // Somebody made it without OLM's label; it serves as well.
    const found = await reader.client.resource(ServiceAccount, namespace).get(source.metadata.name);
    if (found === undefined) throw error;
    return found;
  }
}
