import { type ClusterServiceVersion, olmAnnotations } from '@violet/api';
import { goPlainJson, isJsonObject, type Json } from '@violet/machinery';
import type { Property } from '../catalog/blobs.ts';
import { propertyShapes, propertyTypes } from '../catalog/properties.ts';
import { decodeAs } from '../go-json/decode.ts';
import type { BundleApi } from './bundle-apis.ts';
import type { Metadata } from './read-metadata.ts';

export interface PropertySources {
  metadata: Metadata;
  csv: ClusterServiceVersion;
  version: string;
  provided: readonly BundleApi[];
  required: readonly BundleApi[];
}

/** The properties of a bundle, ordered and each once, as `opm render` derives them. A text is what is wrong with one. */
export function bundleProperties(sources: PropertySources): Property[] | string {
  const { metadata, csv, version, provided, required } = sources;
  const identity: Property = {
    type: propertyTypes.package,
    value: { packageName: metadata.packageName, version },
  };
  const declared = [...metadata.properties, identity, ...annotatedProperties(csv)];
  const problem = [...declared, ...metadata.dependencies].map(wrongValue).find((found) => found !== undefined);
  if (problem !== undefined) return problem;
  // Of several olm.package the last counts: whoever annotates another name has it.
  const ownIdentity = declared.findLast(({ type }) => type === propertyTypes.package) ?? identity;
  const declaredApis = declared.filter(({ type }) => type === propertyTypes.gvk);
  return ordered([
    { type: propertyTypes.package, value: pick(ownIdentity.value, ['packageName', 'version']) },
    ...declaredApis.map(({ value }) => ({ type: propertyTypes.gvk, value: pick(value, gvkFields) })),
    ...provided.map((api) => ({ type: propertyTypes.gvk, value: gvkOf(api) })),
    ...required.map((api) => ({ type: propertyTypes.gvkRequired, value: gvkOf(api) })),
    ...declared.filter(({ type }) => type !== propertyTypes.package && type !== propertyTypes.gvk),
    ...metadata.dependencies.map(requirement),
  ]);
}

const gvkFields = ['group', 'kind', 'version'];

function annotatedProperties({ metadata }: ClusterServiceVersion): Property[] {
  const text = metadata.annotations?.[olmAnnotations.bundleProperties];
  if (text === undefined) return [];
  try {
    const list = JSON.parse(text) as Json;
    if (!Array.isArray(list)) return [];
    return list.filter(isJsonObject).map(({ type, value }) => ({ type: String(type ?? ''), value: value ?? null }));
  } catch {
    return [];
  }
}

function wrongValue({ type, value }: Property): string | undefined {
  const shape = type === propertyTypes.package || type === propertyTypes.gvk ? propertyShapes[type] : undefined;
  const problem = shape === undefined ? undefined : decodeAs(shape, value ?? null).problem;
  return problem === undefined ? undefined : `a property of type ${type} is wrong: ${problem}`;
}

/** Dependencies are written like what provides them. */
function requirement({ type, value }: Property): Property {
  if (type === propertyTypes.gvk) return { type: propertyTypes.gvkRequired, value: pick(value, gvkFields) };
  if (type !== propertyTypes.package) return { type, value };
  const { packageName, version } = pick(value, ['packageName', 'version']);
  return {
    type: propertyTypes.packageRequired,
    value: { packageName: packageName ?? '', versionRange: version ?? '' },
  };
}

function pick(value: Json, fields: string[]): Record<string, Json> {
  const object = isJsonObject(value) ? value : {};
  return Object.fromEntries(fields.map((field) => [field, object[field] ?? '']));
}

function gvkOf({ group, version, kind }: BundleApi): Json {
  return { group, kind, version };
}

function ordered(properties: Property[]): Property[] {
  const unique = new Map(properties.map((property) => [`${property.type}\n${goPlainJson(property.value)}`, property]));
  return [...unique].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, property]) => property);
}
