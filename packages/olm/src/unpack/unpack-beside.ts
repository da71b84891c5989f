import type { CatalogSource } from '@violet/api';
import { isFailure, type Stored } from '@violet/machinery';
import { askThread } from '@violet/threads';
import type { BundleManifests } from '../install-plan/steps/bundle-objects.ts';
import { threadTurns } from '../thread-turns.ts';
import { type BundleConfigMap, bundleConfigMap } from './bundle-config-map.ts';
import type { BundleFiles } from './bundle-files.ts';
import { contentsOf, manifestsAmong } from './read-manifests.ts';

/** What the thread is given. */
export type UnpackTask =
  | { image: string; files: BundleFiles; source: Stored<CatalogSource> }
  | { configMap: BundleConfigMap };

export interface UnpackAnswer {
  configMap: BundleConfigMap;
  bundle: BundleManifests;
}

/** Up to here reading takes some milliseconds, and starting a thread takes longer. */
const SMALL_BYTES = 128 * 1024;
const HEAP_MIB = 1024;
const TIMEOUT_MS = 60_000;

/** The manifests that a ConfigMap holds. Throws Invalid where they are none. */
export async function readBundleConfigMap(configMap: BundleConfigMap): Promise<BundleManifests> {
  const contents = smallContentsOf(configMap);
  if (contents !== undefined) return manifestsAmong(contents);
  return (await readBeside({ configMap })).bundle;
}

/** The ConfigMap for the files of a bundle's image, and its manifests. Throws Invalid where they are none, or do not fit. */
export async function packBundle(
  image: string,
  files: BundleFiles,
  source: Stored<CatalogSource>,
): Promise<UnpackAnswer> {
  let bytes = 0;
  for (const file of files.values()) bytes += file.length;
  if (bytes > SMALL_BYTES) return await readBeside({ image, files, source });
  const configMap = bundleConfigMap(image, files, source);
  return { configMap, bundle: manifestsAmong(contentsOf(configMap, SMALL_BYTES)) };
}

/** Undefined where there is more to unpack than takes a moment. */
function smallContentsOf(configMap: BundleConfigMap): Record<string, string> | undefined {
  let packed = 0;
  for (const text of Object.values({ ...configMap.data, ...configMap.binaryData })) packed += text.length;
  if (packed > SMALL_BYTES) return undefined;
  try {
    return contentsOf(configMap, SMALL_BYTES);
  } catch (error) {
    if (isFailure(error, 'RequestEntityTooLarge')) return undefined;
    throw error;
  }
}

async function readBeside(task: UnpackTask): Promise<UnpackAnswer> {
  const question = {
    module: new URL('./unpack-thread.ts', import.meta.url),
    data: task,
    what: 'the bundle',
    heapMiB: HEAP_MIB,
    timeoutMs: TIMEOUT_MS,
  };
  return await threadTurns.take(() => askThread<UnpackAnswer>(question));
}
