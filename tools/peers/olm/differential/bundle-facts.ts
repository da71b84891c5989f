import { isJsonObject, type JsonObject } from '@violet/machinery';

export function packageOf(bundle: JsonObject): string {
  return String(bundle['package']);
}

export function versionOf(bundle: JsonObject): string {
  return String(propertiesOf(bundle, 'olm.package')[0]?.['version']);
}

/** Values of the properties of this type. */
export function propertiesOf(bundle: JsonObject, wanted: string): JsonObject[] {
  const properties = Array.isArray(bundle['properties']) ? bundle['properties'].filter(isJsonObject) : [];
  return properties
    .filter(({ type }) => type === wanted)
    .map(({ value }) => value)
    .filter(isJsonObject);
}

export function supportsOwnNamespace(bundle: JsonObject): boolean {
  return propertiesOf(bundle, 'olm.bundle.object')
    .map(({ data }) => JSON.parse(Buffer.from(String(data), 'base64').toString()) as Partial<BundleCsv>)
    .some(
      ({ kind, spec }) =>
        kind === 'ClusterServiceVersion' &&
        spec?.installModes.some(({ type, supported }) => type === 'OwnNamespace' && supported),
    );
}

interface BundleCsv {
  kind: string;
  spec: { installModes: { type: string; supported: boolean }[] };
}
