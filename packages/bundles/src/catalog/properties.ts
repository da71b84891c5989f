import { goQuote } from '@violet/machinery';
import { csvMetadata } from '../go-json/csv-shape.ts';
import { decodeAs } from '../go-json/decode.ts';
import { bytes, integer, raw, type Shape, struct, text } from '../go-json/shape.ts';
import type { Property } from './blobs.ts';

export const propertyTypes = {
  package: 'olm.package',
  packageRequired: 'olm.package.required',
  gvk: 'olm.gvk',
  gvkRequired: 'olm.gvk.required',
  bundleObject: 'olm.bundle.object',
  csvMetadata: 'olm.csv.metadata',
  constraint: 'olm.constraint',
  channel: 'olm.channel',
} as const;

const gvk = { 'group!': text, 'kind!': text, 'version!': text };

/** Types of properties whose values opm reads; others may be any JSON. */
export const propertyShapes = {
  [propertyTypes.package]: struct('property.Package', { 'packageName!': text, 'version!': text }),
  [propertyTypes.packageRequired]: struct('property.PackageRequired', { 'packageName!': text, 'versionRange!': text }),
  [propertyTypes.gvk]: struct('property.GVK', gvk),
  [propertyTypes.gvkRequired]: struct('property.GVKRequired', gvk),
  [propertyTypes.bundleObject]: struct('property.BundleObject', { data: bytes }),
  [propertyTypes.csvMetadata]: csvMetadata,
  [propertyTypes.channel]: struct('property.Channel', { channelName: text, priority: integer }),
} satisfies Record<string, Shape>;

export interface Gvk {
  group: string;
  version: string;
  kind: string;
}

/** The values of the properties that catalogues are made of. */
export interface ParsedProperties {
  packages: { packageName: string; version: string }[];
  gvks: Gvk[];
  gvksRequired: Gvk[];
  csvMetadatas: Record<string, unknown>[];
}

/** A text in place of the properties is opm's message. */
export function parseProperties(properties: readonly Property[]): ParsedProperties | string {
  const parsed: ParsedProperties = { packages: [], gvks: [], gvksRequired: [], csvMetadatas: [] };
  for (const [index, { type = '', value }] of properties.entries()) {
    const shape: Shape = (propertyShapes as Record<string, Shape>)[type] ?? raw;
    if (value === undefined) {
      return `parse property[${index}] of type ${goQuote(type)}: unexpected end of JSON input`;
    }
    const decoded = decodeAs<Record<string, string>>(shape, value);
    if (decoded.problem !== undefined) {
      return `parse property[${index}] of type ${goQuote(type)}: ${decoded.problem}`;
    }
    add(parsed, type, decoded.value);
  }
  return parsed;
}

function add(parsed: ParsedProperties, type: string, value: Record<string, string>): void {
  const { packageName = '', version = '', group = '', kind = '' } = value ?? {};
  if (type === propertyTypes.package) parsed.packages.push({ packageName, version });
  else if (type === propertyTypes.gvk) parsed.gvks.push({ group, version, kind });
  else if (type === propertyTypes.gvkRequired) parsed.gvksRequired.push({ group, version, kind });
  else if (type === propertyTypes.csvMetadata) parsed.csvMetadatas.push(value);
}
