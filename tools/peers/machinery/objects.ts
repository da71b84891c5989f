import type { Json, JsonObject } from '../../../packages/machinery/src/json.ts';
import type { Schema } from '../../../packages/machinery/src/schema/schema.ts';
import type { Random } from './random.ts';

/** A random value that fits a schema, now and then empty or null; `faults` lets a few parts not fit. */
export function randomValue(random: Random, schema: Schema, faults: boolean): Json {
  if (random.chance(0.04)) return null;
  if (faults && random.chance(0.005)) return 'wrong';
  if (schema['x-kubernetes-int-or-string'] === true)
    return random.chance(0.5) ? random.below(3) : `${random.below(3)}%`;
  switch (schema.type) {
    case 'string':
      return schema.format === 'date-time' ? `2024-01-0${1 + random.below(3)}T00:00:00Z` : `s${random.below(3)}`;
    case 'integer':
      return random.below(3);
    case 'boolean':
      return random.chance(0.5);
    case 'array':
      return randomList(random, schema, faults);
    default:
      return randomObject(random, schema, faults);
  }
}

function randomObject(random: Random, schema: Schema, faults: boolean): JsonObject {
  const object: JsonObject = {};
  for (const [name, member] of Object.entries(schema.properties ?? {})) {
    if (random.chance(0.6)) object[name] = randomValue(random, member, faults);
  }
  const additional = schema.additionalProperties;
  if (typeof additional === 'object') {
    for (const key of ['k1', 'k2', 'k.3/x'])
      if (random.chance(0.4)) object[key] = randomValue(random, additional, faults);
  } else if (schema['x-kubernetes-preserve-unknown-fields'] === true) {
    for (const key of ['x', 'y']) if (random.chance(0.5)) object[key] = freeValue(random, 2);
  } else if (faults && random.chance(0.01)) object['unknown'] = 1;
  return object;
}

function freeValue(random: Random, depth: number): Json {
  const choice = random.below(depth === 0 ? 3 : 5);
  if (choice === 0) return random.below(3);
  if (choice === 1) return `f${random.below(3)}`;
  if (choice === 2) return random.chance(0.5);
  if (choice === 3) return [freeValue(random, depth - 1), freeValue(random, depth - 1)];
  return { x: freeValue(random, depth - 1), ...(random.chance(0.5) ? { z: freeValue(random, depth - 1) } : {}) };
}

function randomList(random: Random, schema: Schema, faults: boolean): Json[] {
  const items = schema.items ?? {};
  const list = Array.from({ length: random.below(4) }, () => randomValue(random, items, faults));
  if (schema['x-kubernetes-list-type'] === 'set')
    return faults && random.chance(0.03) ? list : [...new Set(list.filter((item) => item !== null))];
  if (schema['x-kubernetes-list-type'] !== 'map') return list;
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  const seen = new Set<string>();
  return list.map((item) => keyed(random, item, keys)).filter((item) => isNew(seen, item, keys) || random.chance(0.03));
}

function keyed(random: Random, item: Json, keys: readonly string[]): Json {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return keyed(random, {}, keys);
  const withKeys = { ...item };
  if (keys.includes('name')) withKeys['name'] = `n${random.below(4)}`;
  if (keys.includes('port')) withKeys['port'] = 80 + random.below(3);
  if (keys.includes('protocol')) {
    delete withKeys['protocol'];
    if (random.chance(0.5)) withKeys['protocol'] = random.pick(['TCP', 'UDP']);
  }
  return withKeys;
}

function isNew(seen: Set<string>, item: Json, keys: readonly string[]): boolean {
  const identity = JSON.stringify(keys.map((key) => (item as JsonObject)[key] ?? (key === 'protocol' ? 'TCP' : null)));
  if (seen.has(identity)) return false;
  seen.add(identity);
  return true;
}
