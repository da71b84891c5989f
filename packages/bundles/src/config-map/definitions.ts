import { isJsonObject, type Json, type JsonObject } from '@violet/machinery';

/** The CRDs of a ConfigMap, by `group/version/kind/plural` of each version that they have. */
export function definitionsByApi(crds: readonly JsonObject[]): Map<string, JsonObject> {
  const found = new Map<string, JsonObject>();
  for (const crd of crds) {
    const spec = objectOf(crd['spec']);
    const { kind, plural } = objectOf(spec['names']);
    const versions = versionsOf(spec);
    const served = asServed(crd, { ...spec, versions });
    for (const { name } of versions.filter(isJsonObject))
      found.set(apiKey({ group: spec['group'], version: name, kind, plural }), served);
  }
  return found;
}

export function apiKey({ group, version, kind, plural }: Record<'group' | 'version' | 'kind' | 'plural', unknown>) {
  return `${group}/${version}/${kind}/${plural}`;
}

/** Of old ones the only version may stand by itself. */
function versionsOf(spec: JsonObject): Json[] {
  const { versions, version } = spec;
  if (Array.isArray(versions)) return versions;
  return typeof version === 'string' && version !== '' ? [{ name: version, served: true, storage: true }] : [];
}

/** As they come out of upstream's types: with what these always write. */
function asServed(crd: JsonObject, spec: JsonObject): JsonObject {
  const status = { acceptedNames: { kind: '', plural: '' }, conditions: null, storedVersions: null };
  return { ...crd, metadata: { creationTimestamp: null, ...objectOf(crd['metadata']) }, spec, status };
}

export function objectOf(value: Json | undefined): JsonObject {
  return value !== undefined && isJsonObject(value) ? value : {};
}
