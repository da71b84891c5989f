import { olmAnnotations } from '@violet/api';
import { relocateCsv } from '@violet/bundles';
import {
  cloneJson,
  isJsonObject,
  type Json,
  type JsonObject,
  jsonEqual,
  parseVersion,
  parseYamlDocuments,
} from '@violet/machinery';
import { type BundleRecipe, relocated } from './bundle-recipe.ts';

/**
 * Those files of a bundle that are to be others, with its ClusterServiceVersion as the cluster needs it: images where they lie, the version
 * of the tag where that is wanted. Files that are no YAML stay, for the bundle's own checks to name.
 */
export function rewriteCsv(files: ReadonlyMap<string, Uint8Array>, recipe: BundleRecipe): Map<string, Uint8Array> {
  const rewritten = [...files].flatMap(([path, bytes]) => {
    const other = rewriteFile(path, bytes, recipe);
    return other === undefined ? [] : [[path, other] as const];
  });
  return new Map(rewritten);
}

const utf8 = new TextDecoder();

function rewriteFile(path: string, bytes: Uint8Array, recipe: BundleRecipe): Uint8Array | undefined {
  const text = utf8.decode(bytes);
  if (!/\.(ya?ml|json)$/.test(path) || !text.includes('ClusterServiceVersion')) return undefined;
  const documents = documentsIn(text);
  if (documents === undefined) return undefined;
  const rewritten = documents.map((document) => (isCsv(document) ? csvFor(document, recipe) : document));
  if (jsonEqual(documents, rewritten)) return undefined;
  return Buffer.from(rewritten.map((document) => JSON.stringify(document)).join('\n---\n'));
}

function documentsIn(text: string): Json[] | undefined {
  try {
    return parseYamlDocuments(text);
  } catch {
    return undefined;
  }
}

function isCsv(document: Json): document is JsonObject {
  return isJsonObject(document) && document['kind'] === 'ClusterServiceVersion';
}

function csvFor(csv: JsonObject, recipe: BundleRecipe): JsonObject {
  const moved = relocateCsv(csv, (image) => relocated(image, recipe));
  return recipe.resetVersion ? withVersion(moved, recipe.tag) : moved;
}

/** Version and the upper end of the skip range are those of the tag; a tag that is no version changes nothing. */
function withVersion(csv: JsonObject, tag: string): JsonObject {
  if (parseVersion(tag) === undefined) return csv;
  const version = tag.replace(/^v/, '');
  const copy = cloneJson(csv);
  if (isJsonObject(copy['spec'])) copy['spec']['version'] = version;
  const metadata = isJsonObject(copy['metadata']) ? copy['metadata'] : {};
  const annotations = isJsonObject(metadata['annotations']) ? metadata['annotations'] : {};
  const range = annotations[olmAnnotations.skipRange];
  if (typeof range === 'string')
    annotations[olmAnnotations.skipRange] = range.replace(/<\s*v?\d[^\s|<]*\s*$/, `<${version}`);
  return copy;
}
