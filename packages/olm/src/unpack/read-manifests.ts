import { gunzipSync } from 'node:zlib';
import { Failure, goJson, type KubernetesObject } from '@violet/machinery';
import { type BundleManifests, readManifest } from '../install-plan/steps/bundle-objects.ts';
import { type BundleConfigMap, contentEncoding } from './bundle-config-map.ts';

/** Of all files of a bundle after unpacking: whoever may write ConfigMaps could write this one. */
export const mostBundleBytes = 64 * 1024 * 1024;

/** The files of a ConfigMap by their keys, unpacked. Throws RequestEntityTooLarge beyond `mostBytes`, Invalid for what is not packed so. */
export function contentsOf(configMap: BundleConfigMap, mostBytes: number): Record<string, string> {
  const isPacked = configMap.metadata.annotations?.[contentEncoding.annotation] === contentEncoding.value;
  if (!isPacked) return configMap.data ?? {};
  let left = mostBytes;
  const entries = Object.entries(configMap.binaryData ?? {}).map(([key, value]) => {
    const bytes = unpacked(key, value, left);
    left -= bytes.length;
    return [key, bytes.toString()] as const;
  });
  return Object.fromEntries(entries);
}

function unpacked(key: string, value: string, maxOutputLength: number): Buffer {
  const text = Buffer.from(value, 'base64').toString();
  try {
    if (maxOutputLength > 0) return gunzipSync(Buffer.from(text, 'base64'), { maxOutputLength });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ERR_BUFFER_TOO_LARGE')
      throw new Failure('Invalid', `the bundle's ${key} cannot be unpacked: ${(cause as Error).message}`, { cause });
  }
  throw new Failure('RequestEntityTooLarge', `the bundle's files have more than ${mostBundleBytes} bytes`);
}

/**
 * The manifests among the files of a bundle: of several CSVs the last by its key, as upstream. Throws Invalid where there is none. `print` says
 * how each is kept; by default as it is.
 */
export function manifestsAmong(
  contents: Readonly<Record<string, string>>,
  print: (object: KubernetesObject, text: string) => string = (_object, text) => text,
): BundleManifests {
  const bundle = { csvName: '', csv: '', objects: [] as string[] };
  for (const key of Object.keys(contents).sort()) {
    const text = contents[key] ?? '';
    const object = manifestOrNothing(text);
    if (object === undefined) continue;
    bundle.objects.push(print(object, text));
    if (object.kind !== 'ClusterServiceVersion') continue;
    bundle.csvName = object.metadata?.name ?? '';
    bundle.csv = goJson(object as never);
  }
  if (bundle.csv !== '') return bundle;
  throw new Failure('Invalid', 'the bundle has no ClusterServiceVersion among its manifests');
}

/** Files that are no manifests (dependencies, properties) lie beside them. */
function manifestOrNothing(text: string): KubernetesObject | undefined {
  try {
    const object = readManifest(text);
    return typeof object?.['kind'] === 'string' ? (object as KubernetesObject) : undefined;
  } catch {
    return undefined;
  }
}
