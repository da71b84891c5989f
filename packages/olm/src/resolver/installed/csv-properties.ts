import type { BundleApi, Property } from '../catalog.ts';
import { packageProperty, providedApiProperties, requiredApiProperties } from '../properties/bundle-properties.ts';
import { isJsonObject, mismatch, parseJson } from '../properties/json-fields.ts';
import type { CsvInput } from '../request.ts';
import type { Problem } from '../version/semantic-version.ts';
import { parseTolerantVersion, versionText } from '../version/semantic-version.ts';

const annotation = 'operatorframework.io/properties';

/**
 * The properties of an installed CSV: what its annotation says; without one, the APIs that it describes, and the
 * package of the Subscriptions that have it installed where that is one.
 */
export function propertiesOfCsv(csv: CsvInput, packagesAsking: ReadonlySet<string>): readonly Property[] | Problem {
  const described = describedProperties(csv);
  if ('problem' in described) return described;
  const written = csv.metadata.annotations?.[annotation];
  if (written !== undefined) return readAnnotation(csv, written);
  const [only, ...others] = packagesAsking;
  if (only === undefined || others.length > 0) return described;
  return [...described, packageProperty(only, versionOf(csv))];
}

function describedProperties({ spec }: CsvInput): readonly Property[] | Problem {
  const resources = spec.customresourcedefinitions;
  const services = spec.apiservicedefinitions;
  const owned = (resources?.owned ?? []).map(resourceApi);
  const required = (resources?.required ?? []).map(resourceApi);
  const malformed = [...owned, ...required].find((api) => 'problem' in api);
  if (malformed !== undefined && 'problem' in malformed) return malformed;
  const all = (apis: readonly (BundleApi | Problem)[]) => apis.filter((api) => 'kind' in api);
  return [
    ...providedApiProperties([...all(owned), ...(services?.owned ?? []).map(serviceApi)]),
    ...requiredApiProperties([...all(required), ...(services?.required ?? []).map(serviceApi)]),
  ];
}

type ResourceDescription = NonNullable<NonNullable<CsvInput['spec']['customresourcedefinitions']>['owned']>[number];
type ServiceDescription = NonNullable<NonNullable<CsvInput['spec']['apiservicedefinitions']>['owned']>[number];

/** A CRD's name is `<plural>.<group>`. */
function resourceApi({ name = '', version = '', kind = '' }: ResourceDescription): BundleApi | Problem {
  const dot = name.indexOf('.');
  if (dot < 0) return { problem: `error parsing crd name: ${name}` };
  return { plural: name.slice(0, dot), group: name.slice(dot + 1), version, kind };
}

function serviceApi({ name = '', group = '', version = '', kind = '' }: ServiceDescription): BundleApi {
  return { plural: name, group, version, kind };
}

function readAnnotation(csv: CsvInput, text: string): readonly Property[] | Problem {
  const refuse = (why: string) => ({
    problem: `failed to retrieve properties of csv ${JSON.stringify(csv.metadata.name ?? '')}: failed to unmarshal properties annotation: ${why}`,
  });
  const parsed = parseJson(text);
  if ('problem' in parsed) return refuse(parsed.problem);
  const { value } = parsed;
  if (value === null) return [];
  if (!isJsonObject(value)) return refuse(mismatch(value, 'value', 'projection.propertiesAnnotation'));
  const list = value['properties'] ?? [];
  if (!Array.isArray(list))
    return refuse(mismatch(list, 'struct field propertiesAnnotation.properties', '[]projection.property'));
  const properties: Property[] = [];
  for (const one of list as unknown[]) {
    const { type = '', ...rest } = isJsonObject(one) ? one : {};
    if (typeof type !== 'string') return refuse(mismatch(type, 'struct field property.properties.type', 'string'));
    properties.push({ type, value: 'value' in rest ? JSON.stringify(rest['value']) : '' });
  }
  return properties;
}

/** No version is written as none rather than as 0.0.0. */
function versionOf({ spec }: CsvInput): string {
  const parsed = parseTolerantVersion(spec.version ?? '');
  if ('problem' in parsed) return '';
  const text = versionText(parsed);
  return /^0\.0\.0(\+|$)/.test(text) ? '' : text;
}
