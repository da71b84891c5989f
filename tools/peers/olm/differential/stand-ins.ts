import { isJsonObject, type Json, type JsonObject } from '@violet/machinery';
import { packageOf, propertiesOf, versionOf } from './bundle-facts.ts';

/** The channel of the stand-ins of a package. */
const channel = 'older';

/**
 * Versions that some of the bundles need, and that are not among them: each is made of the oldest bundle of its package, and
 * replaces the one before it. By package, as documents of a catalogue.
 */
export function standIns(bundles: readonly JsonObject[]): Map<string, JsonObject[]> {
  const missing = missingVersions(bundles);
  const made = new Map<string, JsonObject[]>();
  for (const [name, versions] of missing) {
    const oldest = bundles.find((bundle) => packageOf(bundle) === name);
    if (oldest !== undefined) made.set(name, documentsOf(oldest, [...versions].sort()));
  }
  return made;
}

function missingVersions(bundles: readonly JsonObject[]): Map<string, Set<string>> {
  const offered = new Set(bundles.map((bundle) => `${packageOf(bundle)} ${versionOf(bundle)}`));
  const missing = new Map<string, Set<string>>();
  for (const { packageName, versionRange } of bundles.flatMap((bundle) =>
    propertiesOf(bundle, 'olm.package.required'),
  )) {
    const [name, version] = [String(packageName), String(versionRange)];
    if (!/^\d+\.\d+\.\d+$/.test(version) || offered.has(`${name} ${version}`)) continue;
    missing.set(name, (missing.get(name) ?? new Set()).add(version));
  }
  return missing;
}

function documentsOf(oldest: JsonObject, versions: readonly string[]): JsonObject[] {
  const made = versions.map((version) => withVersion(oldest, version));
  const names = made.map((bundle) => String(bundle['name']));
  const entries = names.map((name, index) => ({
    name,
    ...(index === 0 ? {} : { replaces: String(names[index - 1]) }),
  }));
  return [{ schema: 'olm.channel', package: packageOf(oldest), name: channel, entries }, ...made];
}

function withVersion(bundle: JsonObject, version: string): JsonObject {
  const name = `${packageOf(bundle)}.v${version}`;
  const properties = Array.isArray(bundle['properties']) ? bundle['properties'] : [];
  return { ...bundle, name, properties: properties.map((property) => propertyOf(property, name, version)) };
}

function propertyOf(property: Json, name: string, version: string): Json {
  if (!isJsonObject(property) || !isJsonObject(property['value'])) return property;
  const { type, value } = property;
  if (type === 'olm.package') return { type, value: { ...value, version } };
  if (type !== 'olm.bundle.object') return property;
  const object = JSON.parse(Buffer.from(String(value['data']), 'base64').toString()) as JsonObject;
  const { metadata, spec } = object;
  if (object['kind'] !== 'ClusterServiceVersion' || !isJsonObject(spec) || !isJsonObject(metadata)) return property;
  const { replaces: _, ...rest } = spec;
  const csv = { ...object, metadata: { ...metadata, name }, spec: { ...rest, version } };
  return { type, value: { data: Buffer.from(JSON.stringify(csv)).toString('base64') } };
}
