import type { Value } from '@violet/gotemplate';
import { emitYaml } from '../yaml/emit.ts';
import type { YamlValue } from '../yaml/value.ts';
import { setMember, type YamlMap } from '../yaml/value.ts';
import { marshal } from './marshal.ts';

/** Helm's toYaml: the YAML without its last line break; nothing for what cannot be written. */
export function toYaml(value: Value): string {
  try {
    return emitYaml(throughJson(marshal(value))).replace(/\n$/, '');
  } catch {
    return '';
  }
}

/**
 * sigs.k8s.io/yaml writes JSON and reads that as YAML before it prints: whole floats come back as integers, and
 * characters that YAML forbids in the raw are an error.
 */
function throughJson(value: YamlValue): YamlValue {
  if (typeof value === 'string') return throughJsonText(value);
  if (typeof value === 'number') return wholeOrFloat(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(throughJson);
  const result: YamlMap = {};
  for (const key of Object.keys(value)) {
    if (key.includes('\u0085')) throw new Error('a key that spans lines');
    setMember(result, throughJsonText(key), throughJson(value[key] ?? null));
  }
  return result;
}

function wholeOrFloat(value: number): bigint | number {
  if (!Number.isInteger(value) || Math.abs(value) >= 1e21 || Object.is(value, -0)) return value;
  const integer = BigInt(String(value));
  return integer >= -(2n ** 63n) && integer < 2n ** 64n ? integer : value;
}

const forbidden = /[\u007f-\u0084\u0086-\u009f\ufffe\uffff]/;
const nextLines = /[ \t]*\u0085(?:[ \t]*\u0085)*[ \t]*/g;

function throughJsonText(text: string): string {
  if (forbidden.test(text)) throw new Error('control characters are not allowed');
  if (!text.includes('\u0085')) return text;
  return text.replace(nextLines, (run) => '\n'.repeat(run.split('\u0085').length - 2) || ' ');
}
