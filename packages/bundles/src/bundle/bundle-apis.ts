import type { ClusterServiceVersionSpec } from '@violet/api';
import { isJsonObject, type Json, type JsonObject } from '@violet/machinery';

/** An API that a bundle provides or needs. */
export interface BundleApi {
  group: string;
  version: string;
  kind: string;
  plural: string;
}

type Definition = Record<'name' | 'group' | 'version' | 'kind', string>;

/** What the CRDs of a bundle serve, and the API services that its CSV owns. */
export function providedApis(objects: readonly JsonObject[], spec: ClusterServiceVersionSpec): BundleApi[] {
  const crds = objects.filter(({ kind }) => kind === 'CustomResourceDefinition').flatMap(crdApis);
  return [...crds, ...definitionsOf(spec.apiservicedefinitions?.owned).map(apiServiceApi)];
}

/** What the CSV says it requires. A text is a name of a CRD without a group. */
export function requiredApis(spec: ClusterServiceVersionSpec): (BundleApi | string)[] {
  return [
    ...definitionsOf(spec.customresourcedefinitions?.required).map(crdApi),
    ...definitionsOf(spec.apiservicedefinitions?.required).map(apiServiceApi),
  ];
}

/** Each CRD that a CSV owns must be in its bundle. */
export function missingCrdProblem(provided: readonly BundleApi[], spec: ClusterServiceVersionSpec): string | undefined {
  const found = new Set(provided.map(printApi));
  for (const api of definitionsOf(spec.customresourcedefinitions?.owned).map(crdApi)) {
    if (typeof api === 'string') return api;
    if (found.has(printApi(api))) continue;
    const known = [...found].sort().map((text) => `${text}:{}`);
    return `couldn't find ${printApi(api)} in bundle. found: map[${known.join(' ')}]`;
  }
  return undefined;
}

function crdApis(crd: JsonObject): BundleApi[] {
  const spec = objectOf(crd['spec']);
  const names = objectOf(spec['names']);
  const versions = Array.isArray(spec['versions']) ? spec['versions'].filter(isJsonObject) : [];
  const listed = versions.map(({ name }) => name);
  // Of v1beta1: one version may stand by itself.
  const single = typeof spec['version'] === 'string' && spec['version'] !== '' ? [spec['version']] : [];
  return [...listed, ...single].map((version) => ({
    group: textOf(spec['group']),
    version: textOf(version),
    kind: textOf(names['kind']),
    plural: textOf(names['plural']),
  }));
}

function crdApi({ name, version, kind }: Definition): BundleApi | string {
  const dot = name.indexOf('.');
  if (dot < 0) return `couldn't parse plural.group from crd name: ${name}`;
  return { group: name.slice(dot + 1), version, kind, plural: name.slice(0, dot) };
}

function apiServiceApi({ name, group, version, kind }: Definition): BundleApi {
  return { group, version, kind, plural: name };
}

/** Lists of a CSV, in which null stands for nothing. */
function definitionsOf(list: unknown): Definition[] {
  const items = (Array.isArray(list) ? list : []) as Json[];
  return items.filter(isJsonObject).map(({ name, group, version, kind }) => ({
    name: textOf(name),
    group: textOf(group),
    version: textOf(version),
    kind: textOf(kind),
  }));
}

function printApi({ group, version, kind, plural }: BundleApi): string {
  return `${group}/${version}/${kind} (${plural})`;
}

function objectOf(value: Json | undefined): JsonObject {
  return value !== undefined && isJsonObject(value) ? value : {};
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
