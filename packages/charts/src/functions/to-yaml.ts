import type { Value } from '@violet/gotemplate';
import { emitYaml } from '../yaml/emit.ts';
import { readYaml } from '../yaml/read.ts';
import { setMember, type YamlMap, type YamlValue } from '../yaml/value.ts';
import { quotedJson } from './json-text.ts';
import { marshal } from './marshal.ts';

/** Helm's toYaml: the YAML without its last line break; nothing for what cannot be written. */
export function toYaml(value: Value): string {
  let tree: YamlValue;
  try {
    tree = throughJson(marshal(value));
  } catch (error) {
    if (error instanceof RangeError) throw error;
    return '';
  }
  return withoutLastBreak(emitYaml(tree));
}

/** A text may end in another kind of line break, which stays. */
export function withoutLastBreak(yaml: string): string {
  return yaml.endsWith('\n') ? yaml.slice(0, -1) : yaml;
}

/**
 * sigs.k8s.io/yaml writes JSON and reads that as YAML before it prints: whole floats come back as integers, and what
 * YAML does not allow is an error.
 */
function throughJson(value: YamlValue): YamlValue {
  if (typeof value === 'string') return throughJsonText(value);
  if (typeof value === 'number') return wholeOrFloat(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(throughJson);
  const result: YamlMap = {};
  for (const key of Object.keys(value)) {
    if (key.length > maxPlainKey || key.includes(nextLine)) checkKey(key);
    setMember(result, throughJsonText(key), throughJson(value[key] ?? null));
  }
  return result;
}

const nextLine = '\u0085';
/** So many characters make a key of 1024 even when each becomes six in JSON. */
const maxPlainKey = 160;

/** YAML looks for the `:` of a key only so far, and on one line. */
function checkKey(key: string): void {
  if (key.includes(nextLine) || Array.from(quotedJson(key)).length > 1024) throw new Error('no key to YAML');
}

function wholeOrFloat(value: number): bigint | number {
  if (!Number.isInteger(value) || Math.abs(value) >= 1e21) return value;
  const integer = BigInt(String(value));
  return integer >= -(2n ** 63n) && integer < 2n ** 64n ? integer : value;
}

/** What JSON leaves as it is and YAML does not. */
const changed = /[\u007f-\u009f\ufffe\uffff]/;

function throughJsonText(text: string): string {
  return changed.test(text) ? (readYaml(quotedJson(text)) as string) : text;
}
