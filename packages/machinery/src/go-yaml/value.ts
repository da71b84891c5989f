import { type Json, setMember } from '../json.ts';

/** What Go's YAML reader gives: integers as bigint (int, int64, uint64), floats as number, keys as text. */
export type YamlValue = null | boolean | string | bigint | number | YamlValue[] | YamlMap;
export interface YamlMap {
  [key: string]: YamlValue;
}

/**
 * The same as JSON, where every number is a float64: what Helm has once it has read a YAML file. Throws an Error in
 * Go's words for what JSON does not know.
 */
export function yamlToJson(value: YamlValue): Json {
  return convert(value, value);
}

function convert(value: YamlValue, root: YamlValue): Json {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'string') return value.isWellFormed() ? value : value.toWellFormed();
  if (typeof value === 'number') {
    if (Number.isFinite(value)) return value;
    throw new Error(`error converting YAML to JSON: json: unsupported value: ${firstNonFinite(root)}`);
  }
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => convert(item, root));
  const result: { [key: string]: Json } = {};
  for (const key of Object.keys(value)) setMember(result, key, convert(value[key] ?? null, root));
  return result;
}

/** The first one in the order in which Go writes JSON. */
function firstNonFinite(value: YamlValue): string | undefined {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const members = Array.isArray(value)
    ? value
    : Object.keys(value)
        .sort()
        .map((key) => value[key] ?? null);
  for (const member of members) {
    const name = firstNonFinite(member);
    if (name !== undefined) return name;
  }
  return undefined;
}
