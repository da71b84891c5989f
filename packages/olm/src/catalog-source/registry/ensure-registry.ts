import { type CatalogSource, catalogSourceReasons } from '@violet/api';
import type { Step } from '@violet/controller';
import type { Stored } from '@violet/machinery';
import { problemOf } from '../../catalogs/problem.ts';
import { isConfigMapCatalog } from '../source-type.ts';
import { setProblem, wholeSeconds } from '../status.ts';
import type { World } from '../world.ts';
import { ensureConfigMapRegistry } from './config-map-registry.ts';
import { ensureImageRegistry } from './image-registry.ts';

/**
 * The objects through which other clients reach the catalogue. Its content is read by this process itself, so what fails
 * here is said and tried again, and holds up nothing.
 */
export const ensureRegistry: Step<CatalogSource, World> = async (source, world, { now }) => {
  try {
    if (isConfigMapCatalog(source.spec)) await ensureConfigMapRegistry(source, world, now());
    else if ((source.spec.image ?? '') !== '') await ensureImageRegistry(source, world, now());
    else ensureAddress(source, now());
  } catch (error) {
    world.failure = error;
    const message = `couldn't ensure registry server - ${problemOf(error)}`;
    setProblem(source, { reason: catalogSourceReasons.registryServer, message });
  }
};

function ensureAddress(source: Stored<CatalogSource>, now: Date): void {
  if (source.status?.registryService !== undefined) return;
  source.status = { ...source.status, registryService: { createdAt: wholeSeconds(now), protocol: 'grpc' } };
}
