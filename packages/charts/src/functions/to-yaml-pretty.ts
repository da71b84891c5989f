import { GoFunction, GoInteger, GoMap, GoObject, GoSlice, type Value } from '@violet/gotemplate';
import { emitYaml, setMember, type YamlMap, type YamlValue } from '@violet/machinery';
import { withoutLastBreak } from './to-yaml.ts';

/** Helm's toYamlPretty: as yaml.v3 writes it, with lists indented below their key and without folding. */
export function toYamlPretty(value: Value): string {
  return withoutLastBreak(emitYaml(tree(value), 3));
}

/** Unlike toYaml this does not go through JSON: what JSON does not know is there, and bytes are numbers. */
function tree(value: Value): YamlValue {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value.isWellFormed() ? value : value.toWellFormed();
  if (typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(tree);
  if (value instanceof GoInteger) return value.value;
  if (value instanceof GoSlice) return value.items.map(tree);
  if (value instanceof GoMap) return members(value.entries, (key) => key);
  // Fields of structs have names in lower case to yaml.v3.
  if (value instanceof GoObject) return members(value.fields, (key) => key.toLowerCase());
  if (value instanceof GoFunction) throw new Error('cannot marshal type: func()');
  return members(value as Record<string, Value>, (key) => key);
}

function members(entries: Record<string, Value>, nameOf: (key: string) => string): YamlMap {
  const result: YamlMap = {};
  for (const key of Object.keys(entries)) setMember(result, nameOf(key).toWellFormed(), tree(entries[key]));
  return result;
}
