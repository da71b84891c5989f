import { fromBytes, GoObject, GoSlice, marshalJson, type Value } from '@violet/gotemplate';
import { formatFloat } from '@violet/machinery';
import { fromJson, fromJsonArray, fromYaml, fromYamlArray } from '../functions/from-text.ts';
import { toYaml } from '../functions/to-yaml.ts';
import { toYamlPretty } from '../functions/to-yaml-pretty.ts';
import { fromToml } from '../functions/toml/from-toml.ts';
import { toToml } from '../functions/toml/to-toml.ts';
import { readYamlAsJson } from '../yaml/read.ts';

/**
 * One of Helm's conversions, as the Go program of `tools/peers/charts-yaml` reads it: a text (base64) that is read, or
 * a value that is written, in which `{"$int": "1"}` is an int64 and `{"$float": "NaN"}` what JSON has no number for.
 */
export interface Conversion {
  op: string;
  text?: string;
  value?: unknown;
}

/** What came of it, as that program writes it. */
export function runConversion({ op, text, value }: Conversion): string {
  const bytes = Uint8Array.from(atob(text ?? ''), (character) => character.charCodeAt(0));
  return text === undefined ? write(op, decode(value)) : read(op, fromBytes(bytes));
}

function read(op: string, text: string): string {
  switch (op) {
    case 'readYaml':
    case 'readYamlStrict':
      return attempt(() => marshalJson(readYamlAsJson(text, { strict: op === 'readYamlStrict' }) as Value));
    case 'fromYaml':
      return marshalJson(fromYaml(text));
    case 'fromYamlArray':
      return marshalJson(fromYamlArray(text));
    case 'fromJson':
      return marshalJson(fromJson(text));
    case 'fromJsonArray':
      return marshalJson(fromJsonArray(text));
    default:
      return marshalJson(typed(fromToml(text)));
  }
}

function write(op: string, value: Value): string {
  switch (op) {
    case 'toYaml':
      return toYaml(value);
    case 'toYamlPretty':
      return toYamlPretty(value);
    case 'toToml':
      return toToml(value);
    default:
      return attempt(() => marshalJson(value), '');
  }
}

function attempt(run: () => string, failure?: string): string {
  try {
    return run();
  } catch (error) {
    return failure ?? `error: ${(error as Error).message}`;
  }
}

function decode(value: unknown): Value {
  if (typeof value !== 'object' || value === null) return value as Value;
  if (Array.isArray(value)) return value.map(decode);
  const { $int, $float } = value as { $int?: string; $float?: string };
  if (typeof $int === 'string') return BigInt($int);
  if (typeof $float === 'string') return Number($float.replace('Inf', 'Infinity'));
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, decode(member)]));
}

/** JSON that keeps apart what JSON does not. */
function typed(value: Value): Value {
  if (typeof value === 'bigint') return { $int: String(value) };
  if (typeof value === 'number') return { $float: formatFloat(value) };
  if (Array.isArray(value)) return value.map(typed);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof GoSlice) return value.items.map(typed);
  if (value instanceof GoObject) return { $time: value.text?.() ?? '', $json: value.json?.() ?? '' };
  return Object.fromEntries(Object.entries(value as Record<string, Value>).map(([key, item]) => [key, typed(item)]));
}
