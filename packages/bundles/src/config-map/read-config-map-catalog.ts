import { Failure, type JsonObject } from '@violet/machinery';
import type { CatalogProblem } from '../catalog/load.ts';
import type { ReadCatalog } from '../catalog/read-catalog.ts';
import { definitionsByApi } from './definitions.ts';
import { packageBundles } from './package-bundles.ts';
import { type LooseBundle, looseBundle, textOf } from './read-bundles.ts';
import { configMapKeys, readList } from './read-lists.ts';

/**
 * Reads the catalogue that a ConfigMap holds as OLM's configmap-server does: lists of CRDs, CSVs and packages. A broken
 * CSV or package is left out and reported, all others are served; the server would serve nothing at all. Throws Invalid
 * where the lists themselves cannot be read.
 */
export function readConfigMapCatalog(data: Record<string, string>): ReadCatalog {
  return readManifestLists({
    definitions: readList(data, configMapKeys.definitions),
    csvs: readList(data, configMapKeys.csvs),
    packages: readList(data, configMapKeys.packages),
  });
}

/** Objects of a catalogue in the package-manifest format, wherever they were. */
export interface ManifestLists {
  definitions: readonly JsonObject[];
  csvs: readonly JsonObject[];
  packages: readonly JsonObject[];
}

export function readManifestLists({ definitions: crds, csvs, packages: inputs }: ManifestLists): ReadCatalog {
  const definitions = definitionsByApi(crds);
  const problems: CatalogProblem[] = [];
  const bundles = new Map<string, LooseBundle>();
  for (const csv of csvs) {
    const bundle = looseBundle(csv, definitions);
    if (typeof bundle !== 'string') bundles.set(bundle.name, bundle);
    else problems.push({ path: configMapKeys.csvs, message: `${nameOf(csv)}${bundle}` });
  }
  const packages = new Map<string, Exclude<ReturnType<typeof packageBundles>, string>>();
  for (const input of inputs) {
    const found = packageBundles(input, bundles);
    if (typeof found !== 'string') packages.set(found.package.name, found);
    else problems.push({ package: textOf(input['packageName']), message: found });
  }
  if (packages.size === 0 && problems.length > 0)
    throw new Failure('Invalid', problems.map(({ message }) => message).join('; '));
  const content = {
    packages: [...packages.values()].map((found) => found.package),
    bundles: [...packages.values()].flatMap((found) => found.bundles),
  };
  return { content, problems };
}

function nameOf(csv: Record<string, unknown>): string {
  const { name } = (csv['metadata'] ?? {}) as { name?: unknown };
  return typeof name === 'string' ? `${name}: ` : '';
}
