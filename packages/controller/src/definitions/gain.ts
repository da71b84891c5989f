import { isJsonObject, type Json, type JsonObject } from '@violet/machinery';

/**
 * The spec of a CRD that has everything of `wanted` and loses nothing that `live` has: versions stay, and so do the
 * properties of their schemas. So an older program next to a newer one takes no fields away.
 */
export function gainedSpec(live: JsonObject | undefined, wanted: JsonObject): JsonObject {
  const liveVersions = versionsOf(live);
  const wantedVersions = versionsOf(wanted);
  const merged = wantedVersions.map((version) => {
    const same = liveVersions.find(({ name }) => name === version['name']);
    return same === undefined ? version : { ...version, schema: gainedSchema(same['schema'], version['schema']) };
  });
  const kept = liveVersions.filter(({ name }) => !wantedVersions.some((version) => version['name'] === name));
  // One version is stored: the wanted one.
  return { ...wanted, versions: [...merged, ...kept.map((version) => ({ ...version, storage: false }))] };
}

function gainedSchema(live: Json | undefined, wanted: Json | undefined): Json {
  if (!isJsonObject(live) || !isJsonObject(wanted)) return wanted ?? live ?? null;
  const gained: JsonObject = { ...wanted };
  for (const field of ['openAPIV3Schema', 'items', 'additionalProperties']) {
    const inner = wanted[field];
    if (isJsonObject(inner)) gained[field] = gainedSchema(live[field], inner);
  }
  const before = live['properties'];
  const after = wanted['properties'];
  if (isJsonObject(before)) gained['properties'] = gainedProperties(before, isJsonObject(after) ? after : {});
  return gained;
}

function gainedProperties(live: JsonObject, wanted: JsonObject): JsonObject {
  const gained: JsonObject = { ...live };
  for (const [name, schema] of Object.entries(wanted)) gained[name] = gainedSchema(live[name], schema);
  return gained;
}

function versionsOf(spec: JsonObject | undefined): JsonObject[] {
  const versions = spec?.['versions'];
  return Array.isArray(versions) ? versions.filter(isJsonObject) : [];
}
