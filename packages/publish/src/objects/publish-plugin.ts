import { fieldManagers, type ModulePlugin, ModulePlugin as ModulePluginKind } from '@violet/api';
import { type Cluster, retryOnConflict } from '@violet/kube';
import { Failure, isFailure, type Stored } from '@violet/machinery';
import {
  emptyPlugin,
  isPublished,
  mergePublication,
  type PluginPublication,
  refuseOtherChart,
} from './plugin-publication.ts';

const attempts = 100;

export interface PublishPluginOptions {
  /** Replace a version that was published with another chart. */
  force: boolean;
  signal?: AbortSignal | undefined;
}

/**
 * Adds a version to the ModulePlugin. Pushes that run at the same time add to what the others wrote: each write is tied to
 * the object's version that it was made from, and made again from the newer one where it loses.
 */
export async function publishPlugin(
  cluster: Cluster,
  publication: PluginPublication,
  { force, signal }: PublishPluginOptions,
): Promise<'updated' | 'unchanged'> {
  const client = cluster.resource(ModulePluginKind);
  const name = publication.plugin.metadata.name ?? '';
  const publish = async () => {
    signal?.throwIfAborted();
    const current = (await client.get(name)) ?? (await create(cluster, publication));
    if (!force) refuseOtherChart(publication, current);
    const applied = mergePublication(publication, current);
    if (isPublished(applied, current)) return 'unchanged';
    const written = await client.apply(applied, { fieldManager: fieldManagers.violet, force: true });
    const isSame = written.metadata.resourceVersion === current.metadata.resourceVersion;
    return isSame ? 'unchanged' : 'updated';
  };
  try {
    return await retryOnConflict(publish, attempts);
  } catch (error) {
    if (!isFailure(error, 'Conflict')) throw error;
    throw new Failure('Conflict', `moduleplugin ${name} is changed by others all the time`, {
      hint: 'Push again later.',
    });
  }
}

/**
 * Only a create can say that somebody else was faster; apply would take over, and drop what the other recorded. Throws
 * Conflict where somebody was.
 */
async function create(cluster: Cluster, { plugin }: PluginPublication): Promise<Stored<ModulePlugin>> {
  try {
    return await cluster.resource(ModulePluginKind).create(emptyPlugin(plugin), { fieldManager: fieldManagers.violet });
  } catch (error) {
    if (!isFailure(error, 'AlreadyExists')) throw error;
    throw new Failure('Conflict', error.message, { cause: error });
  }
}
