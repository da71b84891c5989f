import { Failure, isJsonObject, type JsonObject, type KubernetesObject } from '@violet/machinery';
import { readYamlAsJson } from '../yaml/read.ts';
import { yamlDocuments } from './documents.ts';

/**
 * The Kubernetes objects in a manifest, in order, with those of lists in the list's place. `source` names it in the
 * Failure (code Invalid) that is thrown when a document is no object.
 */
export function readObjects(manifest: string, source = 'release manifest'): KubernetesObject[] {
  const problem = (message: string, cause?: unknown) =>
    new Failure('Invalid', `unable to build kubernetes objects from ${source}: ${message}`, { cause });
  const values = attempt(
    () => yamlDocuments(manifest).map((document) => readYamlAsJson(document)),
    (error) => problem(`error parsing : ${error.message}`, error),
  );
  return values.flatMap((value) => {
    if (value === null) return [];
    if (!isJsonObject(value)) throw problem('a document is not an object');
    return flatten(value, source);
  });
}

function attempt<T>(read: () => T, failure: (error: Error) => Failure): T {
  try {
    return read();
  } catch (error) {
    throw failure(error as Error);
  }
}

function flatten(value: JsonObject, source: string): KubernetesObject[] {
  if (Object.keys(value).length === 0) return [];
  const { apiVersion, kind, metadata, items } = value;
  const missing = [
    ...(typeof apiVersion === 'string' && apiVersion !== '' ? [] : ['apiVersion not set']),
    ...(typeof kind === 'string' && kind !== '' ? [] : ['kind not set']),
  ];
  if (missing.length > 0) {
    const message = `error validating "": error validating data: ${missing.length > 1 ? `[${missing.join(', ')}]` : missing[0]}`;
    throw new Failure('Invalid', `unable to build kubernetes objects from ${source}: ${message}`);
  }
  if (String(kind).endsWith('List') && Array.isArray(items)) {
    return items.flatMap((item) => (isJsonObject(item) ? flatten(item, source) : []));
  }
  return [{ ...value, metadata: isJsonObject(metadata) ? metadata : {} } as unknown as KubernetesObject];
}
