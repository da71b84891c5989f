import { GoFunction, GoInteger, GoMap, GoObject, GoSlice, marshalJson, type Value } from '@violet/gotemplate';
import { setMember, type YamlMap, type YamlValue } from '@violet/machinery';
import { readYaml } from '../yaml/read.ts';
import { base64OfBytes } from './base64.ts';

/** Shared parts count wherever they are: what is small in memory may be endless on paper. */
const maxNodes = 5_000_000;

/**
 * A template's value once sigs.k8s.io/yaml has written it as JSON and read that as YAML: whole floats come back as
 * integers, bytes as base64. Throws an Error for what JSON cannot hold or YAML does not allow.
 */
export function throughJson(value: Value): YamlValue {
  return new JsonTrip().value(value);
}

class JsonTrip {
  private nodes = 0;

  value(value: Value): YamlValue {
    this.nodes += 1;
    if (this.nodes > maxNodes) throw new RangeError('the value is too large to be written');
    if (value === null || value === undefined) return null;
    switch (typeof value) {
      case 'string':
        return throughText(value);
      case 'boolean':
      case 'bigint':
        return value;
      case 'number':
        return wholeOrFloat(value);
      default:
        return this.object(value);
    }
  }

  private object(value: Exclude<Value, undefined | null | boolean | number | bigint | string>): YamlValue {
    if (Array.isArray(value)) return this.items(value);
    if (value instanceof GoInteger) return value.value;
    if (value instanceof GoSlice) return this.slice(value);
    if (value instanceof GoMap) return value.isNil ? null : this.members(value.entries);
    if (value instanceof GoObject) {
      return value.json === undefined ? this.members(value.fields) : this.value(JSON.parse(value.json()));
    }
    if (value instanceof GoFunction) throw new Error('json: unsupported type: func()');
    return this.members(value as Record<string, Value>);
  }

  private slice(slice: GoSlice): YamlValue {
    if (slice.isNil) return null;
    return slice.type === '[]uint8' ? base64OfSlice(slice) : this.items(slice.items);
  }

  private items(list: readonly Value[]): YamlValue[] {
    const items: YamlValue[] = [];
    for (const item of list) items.push(this.value(item));
    return items;
  }

  private members(members: Record<string, Value>): YamlMap {
    const result: YamlMap = {};
    for (const key of Object.keys(members)) {
      if (key.length > maxPlainKey || key.includes(nextLine)) checkKey(key);
      setMember(result, throughText(key), this.value(members[key]));
    }
    return result;
  }
}

/** A `[]byte` is base64 in JSON. */
function base64OfSlice(slice: GoSlice): string {
  const bytes = slice.items.map((item) => (item instanceof GoInteger ? Number(item.value) : 0));
  return base64OfBytes(Uint8Array.from(bytes));
}

const nextLine = '\u0085';
/** So many characters make a key of 1024 even when each becomes six in JSON. */
const maxPlainKey = 160;

/** YAML looks for the `:` of a key only so far, and on one line. */
function checkKey(key: string): void {
  if (key.includes(nextLine) || Array.from(marshalJson(key)).length > 1024) throw new Error('no key to YAML');
}

function wholeOrFloat(value: number): bigint | number {
  if (Number.isSafeInteger(value)) return value + 0;
  if (!Number.isFinite(value)) throw new Error('json: unsupported value');
  if (!Number.isInteger(value) || Math.abs(value) >= 1e21) return value;
  const integer = BigInt(String(value));
  return integer >= -(2n ** 63n) && integer < 2n ** 64n ? integer : value;
}

/** What JSON leaves as it is and YAML does not, and halves of surrogate pairs. */
const changed = /[\u007f-\u009f\ufffe\uffff\ud800-\udfff]/;

function throughText(text: string): string {
  return changed.test(text) ? (readYaml(marshalJson(text)) as string) : text;
}
