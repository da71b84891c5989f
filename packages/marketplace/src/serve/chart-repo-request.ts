import { ChartRepo } from '@violet/api';
import { Failure, formatApiVersion, isJsonObject, type Json, type JsonObject } from '@violet/machinery';
import type { RepositoryPlace } from '../place.ts';

/**
 * The ChartRepo that a `ChartRepoCreate` asks for, as the product documents it: `spec.chartRepo` is the object, whose `url`
 * and `source` may be null. Of a Local repository the address is the platform's own. Throws BadRequest.
 */
export function requestedChartRepo(request: unknown, urlOf: (at: RepositoryPlace) => string): ChartRepo {
  if (!isJsonObject(request) || request['kind'] !== 'ChartRepoCreate') {
    throw new Failure('BadRequest', 'a body of kind ChartRepoCreate was expected');
  }
  const chartRepo = objectIn(objectIn(request, 'spec'), 'chartRepo');
  const metadata = { ...objectIn(request, 'metadata', {}), ...objectIn(chartRepo, 'metadata', {}) };
  const at = { namespace: textIn(metadata, 'namespace'), repo: textIn(metadata, 'name') };
  const { labels, annotations } = metadata;
  const spec = withoutNulls(objectIn(chartRepo, 'spec'));
  const type = textIn(spec, 'type');
  return {
    apiVersion: formatApiVersion(ChartRepo.group, ChartRepo.version),
    kind: ChartRepo.kind,
    metadata: {
      name: at.repo,
      namespace: at.namespace,
      ...(isJsonObject(labels) ? { labels: labels as Record<string, string> } : {}),
      ...(isJsonObject(annotations) ? { annotations: annotations as Record<string, string> } : {}),
    },
    spec: { ...spec, type, url: type === 'Local' ? urlOf(at) : textIn(spec, 'url') },
  };
}

function objectIn(parent: JsonObject, field: string, absent?: JsonObject): JsonObject {
  const value = parent[field];
  if (isJsonObject(value)) return value;
  if (absent !== undefined && (value === undefined || value === null)) return absent;
  throw new Failure('BadRequest', `${field}: an object was expected`);
}

function textIn(parent: JsonObject, field: string): string {
  const value: Json | undefined = parent[field];
  if (typeof value === 'string' && value !== '') return value;
  throw new Failure('BadRequest', `${field}: missing`);
}

function withoutNulls(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== null));
}
