import { type AppRelease, ConfigMap, Secret, type ValuesSource } from '@violet/api';
import type { Cluster } from '@violet/kube';
import {
  Failure,
  isFailure,
  isJsonObject,
  type Json,
  type JsonObject,
  type KubernetesObject,
  parseYaml,
} from '@violet/machinery';

/**
 * The user's values of one chart: those of `valuesFrom` in their order, then `spec.values` above them. With several
 * charts each of these is a map from chart to values.
 */
export async function chartValues(cluster: Cluster, release: AppRelease, chart: string): Promise<JsonObject> {
  const { spec } = release;
  const layers: JsonObject[] = [];
  for (const source of spec.valuesFrom ?? []) layers.push(await readSource(cluster, release, source));
  layers.push(spec.values ?? {});
  const merged = layers.reduce(mergeOver, {});
  return spec.source.charts.length > 1 ? valuesAt(merged, chart) : merged;
}

function valuesAt(values: JsonObject, chart: string): JsonObject {
  const own = values[chart];
  return isJsonObject(own) ? own : {};
}

/** The later wins; maps are merged, null stays (it deletes a chart's default). */
function mergeOver(lower: JsonObject, upper: JsonObject): JsonObject {
  const merged: JsonObject = { ...lower };
  for (const [key, value] of Object.entries(upper)) {
    const below = merged[key];
    merged[key] = isJsonObject(value) && isJsonObject(below) ? mergeOver(below, value) : value;
  }
  return merged;
}

async function readSource(cluster: Cluster, release: AppRelease, source: ValuesSource): Promise<JsonObject> {
  const namespace = release.metadata.namespace ?? '';
  const reference = source.secretKeyRef ?? source.configMapKeyRef;
  if (reference === undefined) return {};
  const isSecret = source.secretKeyRef !== undefined;
  const name = `${isSecret ? 'Secret' : 'ConfigMap'} ${namespace}/${reference.name}`;
  const object = await cluster.resource<KubernetesObject>(isSecret ? Secret : ConfigMap, namespace).get(reference.name);
  const data = (object as { data?: Record<string, string> } | undefined)?.data?.[reference.key];
  if (data === undefined) {
    if (reference.optional === true) return {};
    throw new Failure('NotFound', `${name} with values under ${reference.key} is not there`);
  }
  const place = `${name}, key ${reference.key}`;
  const values = isSecret ? readSecret(data, place) : parseYaml(data, place);
  if (values === null) return {};
  if (!isJsonObject(values)) throw new Failure('Invalid', `${name}: ${reference.key} is not a map of values`);
  return values;
}

/** What is wrong with a Secret is not quoted: the failure is shown in a status that more people may read. */
function readSecret(data: string, place: string): Json {
  try {
    return parseYaml(Buffer.from(data, 'base64').toString(), place);
  } catch (error) {
    if (!isFailure(error)) throw error;
    const [line = ''] = /^line \d+: /.exec(error.message.slice(place.length + 2)) ?? [];
    throw new Failure(error.code, `${place}: ${line}no YAML`);
  }
}
