import { type ClusterServiceVersion, olmAnnotations } from '@violet/api';
import { goPlainJson, isJsonObject, type Json, type JsonObject } from '@violet/machinery';
import { type BundleApi, providedApis, requiredApis } from '../bundle/bundle-apis.ts';
import { propertyTypes } from '../catalog/properties.ts';
import type { RegistryApi, RegistryProperty } from '../registry/messages.ts';
import { apiKey, objectOf } from './definitions.ts';

/** A CSV of a ConfigMap with the CRDs that it owns, whatever package it will be in. */
export interface LooseBundle {
  name: string;
  csvJson: string;
  object: string[];
  version: string;
  skipRange: string;
  replaces: string;
  skips: string[];
  properties: RegistryProperty[];
  dependencies: RegistryProperty[];
  providedApis: RegistryApi[];
  requiredApis: RegistryApi[];
}

/** A text is why there can be no such bundle. */
export function looseBundle(csv: JsonObject, definitions: ReadonlyMap<string, JsonObject>): LooseBundle | string {
  const { name, annotations } = objectOf(csv['metadata']);
  if (typeof name !== 'string' || name === '') return 'csv name not found';
  // Lists of it are looked at before they are believed.
  const spec = objectOf(csv['spec']) as unknown as ClusterServiceVersion['spec'];
  const owned = ownedDefinitions(spec, definitions);
  if (typeof owned === 'string') return owned;
  const required = requiredApis(spec);
  const wrong = required.find((api) => typeof api === 'string');
  if (wrong !== undefined) return String(wrong);
  const provided = providedApis(owned, spec);
  const needed = required.filter((api) => typeof api !== 'string');
  const served = { ...csv, metadata: { creationTimestamp: null, ...objectOf(csv['metadata']) } };
  const csvJson = goPlainJson(served);
  const texts = objectOf(annotations);
  return {
    name,
    csvJson,
    object: [csvJson, ...owned.map(goPlainJson)],
    version: textOf(spec.version),
    skipRange: textOf(texts[olmAnnotations.skipRange]),
    replaces: textOf(spec.replaces),
    skips: Array.isArray(spec.skips) ? spec.skips.filter((skip) => typeof skip === 'string') : [],
    properties: unique([...provided.map(gvkProperty), ...annotatedProperties(texts[olmAnnotations.bundleProperties])]),
    dependencies: unique(needed.map(gvkProperty)),
    providedApis: provided.map(apiOf),
    requiredApis: needed.map(apiOf),
  };
}

function ownedDefinitions(
  spec: ClusterServiceVersion['spec'],
  definitions: ReadonlyMap<string, JsonObject>,
): JsonObject[] | string {
  const list: unknown = spec.customresourcedefinitions?.owned;
  const found: JsonObject[] = [];
  for (const owned of (Array.isArray(list) ? list : []).filter(isJsonObject)) {
    const { name, version, kind } = owned;
    const [plural = '', ...group] = textOf(name).split('.');
    if (group.length === 0) return `error parsing owned name: ${textOf(name)}`;
    const key = apiKey({ group: group.join('.'), version, kind, plural });
    const crd = definitions.get(key);
    if (crd === undefined) return `couldn't find owned CRD in crd list ${key}`;
    if (!found.includes(crd)) found.push(crd);
  }
  return found;
}

function gvkProperty({ group, kind, version }: BundleApi): RegistryProperty {
  return { type: propertyTypes.gvk, value: JSON.stringify({ group, kind, version }) };
}

function apiOf({ group, version, kind }: BundleApi): RegistryApi {
  return { group, version, kind, plural: '' };
}

function annotatedProperties(text: Json | undefined): RegistryProperty[] {
  try {
    const list: unknown = JSON.parse(textOf(text));
    return (Array.isArray(list) ? list : [])
      .filter(isJsonObject)
      .map(({ type, value }) => ({ type: textOf(type), value: goPlainJson(value ?? null) }));
  } catch {
    return [];
  }
}

function unique(properties: RegistryProperty[]): RegistryProperty[] {
  const byText = new Map(properties.map((property) => [`${property.type} ${property.value}`, property]));
  return [...byText.values()];
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
