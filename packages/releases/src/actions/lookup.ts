import type { LookupAnswer, LookupQuestion } from '@violet/charts/node';
import { type Cluster, resourcePath } from '@violet/kube';
import { formatApiVersion, isFailure, type Json, type JsonObject, parseApiVersion } from '@violet/machinery';

/** Asks as Helm does; throws when the cluster cannot answer. */
export async function answerLookup(
  cluster: Cluster,
  [apiVersion, kind, namespace, name]: LookupQuestion,
): Promise<LookupAnswer> {
  const definition = await cluster.find(apiVersion, kind);
  if (definition === undefined)
    return (await servesVersion(cluster, apiVersion)) ? {} : unknownVersion(apiVersion, kind);
  const place = namespace === '' ? {} : { namespace };
  try {
    const path = resourcePath(definition, name === '' ? place : { ...place, name });
    const found = await cluster.json<JsonObject>({ path });
    return goNumbers(name === '' ? withKinds(found) : found) as JsonObject;
  } catch (error) {
    if (isFailure(error, 'NotFound')) return {};
    throw error;
  }
}

async function servesVersion(cluster: Cluster, apiVersion: string): Promise<boolean> {
  const resources = await cluster.resources();
  return resources.some(({ group, version }) => formatApiVersion(group, version) === apiVersion);
}

function unknownVersion(apiVersion: string, kind: string): Error {
  const { group, version } = parseApiVersion(apiVersion);
  return new Error(
    `unable to get apiresource from unstructured: ${group}/${version}, Kind=${kind}: the server could not find the requested resource`,
  );
}

/** Items of a list do not say what they are; Helm's do. */
function withKinds(list: JsonObject): JsonObject {
  const { apiVersion, kind, items } = list as { apiVersion?: string; kind?: string; items?: JsonObject[] | null };
  const own = { apiVersion: apiVersion ?? '', kind: (kind ?? '').replace(/List$/, '') };
  return { ...list, items: (items ?? []).map((item) => ({ ...own, ...item })) };
}

/** Whole numbers of an object are Go's int64, which templates print otherwise than floats. */
function goNumbers(value: Json): unknown {
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map(goNumbers);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, goNumbers(member)]));
}
