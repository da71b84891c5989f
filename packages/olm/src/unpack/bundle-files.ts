import { Failure } from '@violet/machinery';
import { type ImageConfig, parseReference, pullImageFiles, type Registry } from '@violet/oci';

/** The files of a bundle, by their names alone. */
export type BundleFiles = ReadonlyMap<string, Uint8Array>;

const MANIFESTS_LABEL = 'operators.operatorframework.io.bundle.manifests.v1';
const METADATA_LABEL = 'operators.operatorframework.io.bundle.metadata.v1';
/** What fits a ConfigMap packed may be some times as large before. */
const MOST_BYTES = 64 * 1024 * 1024;

/** Reads what a bundle image holds in its two directories. Throws where there is no such image, or it is no bundle. */
export async function readBundleFiles(image: string, registry: Registry): Promise<BundleFiles> {
  const { repository, tag, digest } = parseReference(image);
  const pulled = await pullImageFiles(registry, repository, digest ?? tag ?? 'latest', {
    wanted: (path, config) => fileName(path, config) !== undefined,
    maxBytes: MOST_BYTES,
  });
  if (pulled === undefined) throw new Failure('NotFound', `${image} is not in the registry`);
  const files = new Map<string, Uint8Array>();
  for (const [path, bytes] of pulled.files) files.set(fileName(path, pulled.config) ?? path, bytes);
  if (files.size > 0) return files;
  throw new Failure('Invalid', `${image} is no bundle: it has no file in manifests/ or metadata/`, {
    hint: 'build it with "opm alpha bundle build" or "operator-sdk bundle", which label the image with its directories',
  });
}

/** Undefined where a path is in neither directory: their subdirectories do not count. */
function fileName(path: string, { config }: ImageConfig): string | undefined {
  const labels = config?.Labels ?? {};
  for (const directory of [labels[MANIFESTS_LABEL] ?? 'manifests/', labels[METADATA_LABEL] ?? 'metadata/']) {
    const prefix = `${directory.replace(/^\/+|\/+$/g, '')}/`;
    const name = path.startsWith(prefix) ? path.slice(prefix.length) : '';
    if (name !== '' && !name.includes('/')) return name;
  }
  return undefined;
}
