import { isJsonObject, type JsonObject } from '@violet/machinery';
import { readDocuments } from '../catalog/files/split-documents.ts';
import type { CatalogProblem } from '../catalog/load.ts';
import type { ReadCatalog } from '../catalog/read-catalog.ts';
import { readManifestLists } from './read-config-map-catalog.ts';

const utf8 = new TextDecoder();

/**
 * Reads the oldest form of a catalogue: for each package a file with `packageName` and channels, and beside it folders
 * with a CSV and its CRDs for each version. Files are known by what they hold.
 */
export function readManifestFolder(files: ReadonlyMap<string, Uint8Array>): ReadCatalog {
  const problems: CatalogProblem[] = [];
  const objects: JsonObject[] = [];
  for (const path of [...files.keys()].filter((name) => /\.(ya?ml|json)$/.test(name)).sort()) {
    const { documents, problem } = readDocuments(utf8.decode(files.get(path)));
    if (problem !== undefined) problems.push({ path, message: problem });
    objects.push(...documents.filter(isJsonObject));
  }
  const { content, problems: found } = readManifestLists({
    definitions: objects.filter(({ kind }) => kind === 'CustomResourceDefinition'),
    csvs: objects.filter(({ kind }) => kind === 'ClusterServiceVersion'),
    packages: objects.filter(({ packageName }) => typeof packageName === 'string'),
  });
  return { content, problems: [...problems, ...found] };
}
