import { type CatalogSource, olmLabels, Role, RoleBinding, ServiceAccount } from '@violet/api';
import type { Stored } from '@violet/machinery';
import { configMapRole, configMapRoleBinding, configMapServiceAccount } from '../objects/access.ts';
import { configMapPod } from '../objects/pod.ts';
import { serviceStatus } from '../status.ts';
import { ensure, type World } from '../world.ts';
import { ensurePods, ensurePolicies, ensureService } from './shared-objects.ts';

/** The objects that OLM makes for a catalogue in a ConfigMap, and `status.registryService`. */
export async function ensureConfigMapRegistry(source: Stored<CatalogSource>, world: World, now: Date): Promise<void> {
  const selector = { [olmLabels.catalogSource]: source.metadata.name };
  const version = source.status?.configMapReference?.resourceVersion ?? '';
  const labels = { ...selector, [olmLabels.managed]: 'true', [olmLabels.configMapResourceVersion]: version };
  const overwrite = source.status?.registryService === undefined;
  const keep = () => !overwrite;
  await ensurePolicies(source, world, labels);
  await ensure(world, ServiceAccount, configMapServiceAccount(source), keep);
  await ensure(world, Role, configMapRole(source), keep);
  await ensure(world, RoleBinding, configMapRoleBinding(source), keep);
  const { images, namespaceIsRestricted } = world;
  const isNew = await ensurePods(world, configMapPod(source, { images, namespaceIsRestricted, labels }), overwrite);
  await ensureService(source, world, selector, overwrite);
  if (isNew) source.status = { ...source.status, registryService: serviceStatus(source, now) };
}
