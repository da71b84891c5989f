import { imagesOfCsv } from '@violet/bundles';
import { Failure, isJsonObject, type JsonObject, parseYamlDocuments } from '@violet/machinery';
import { type ImageConfig, type ImageManifest, printReference, type Reference, readImageFiles } from '@violet/oci';
import type { Discovered } from './discovered.ts';
import type { ImageSource } from './image-source.ts';
import { neither } from './read-artifact.ts';

const packageLabel = 'operators.operatorframework.io.bundle.package.v1';
const manifestsLabel = 'operators.operatorframework.io.bundle.manifests.v1';

/** An operator bundle: an image whose labels say so, with the images of its ClusterServiceVersion. */
export async function discoverBundle(
  source: ImageSource,
  reference: Reference,
  { manifest, config }: { manifest: ImageManifest; config: ImageConfig },
): Promise<Discovered> {
  const labels = config.config?.Labels;
  const packageName = labels?.[packageLabel];
  if (packageName === undefined) throw neither(reference);
  const directory = (labels?.[manifestsLabel] ?? 'manifests/').replace(/^\.?\/+|\/+$/g, '');
  const name = printReference(reference);
  const files = await readImageFiles({
    layers: manifest.layers,
    openBlob: (digest) => source.blob(reference, digest),
    wanted: (path) => path.startsWith(`${directory}/`) && /\.(ya?ml|json)$/.test(path),
    source: name,
  });
  const csv = csvIn(files, name);
  const spec = isJsonObject(csv['spec']) ? csv['spec'] : {};
  const { version, displayName } = spec;
  if (typeof version !== 'string' || version === '') {
    throw new Failure('Invalid', `${name}: its ClusterServiceVersion has no spec.version`);
  }
  const images = imagesOfCsv(csv);
  const shown = typeof displayName === 'string' && displayName.trim() !== '' ? displayName : packageName;
  return { type: 'bundle', version, displayName: shown, images };
}

function csvIn(files: ReadonlyMap<string, Buffer>, name: string): JsonObject {
  const documents = [...files].flatMap(([path, bytes]) =>
    parseYamlDocuments(bytes.toString('utf8'), `${name}: ${path}`),
  );
  const csvs = documents.filter(isJsonObject).filter(({ kind }) => kind === 'ClusterServiceVersion');
  const [csv] = csvs;
  if (csv !== undefined && csvs.length === 1) return csv;
  throw new Failure('Invalid', `${name}: a bundle has one ClusterServiceVersion, this one has ${csvs.length}`);
}
