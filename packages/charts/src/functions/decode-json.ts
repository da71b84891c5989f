import { describeJsonProblem } from '@violet/gotemplate';
import type { Json } from '@violet/machinery';

/**
 * Go's json.Unmarshal: all numbers are float64. One that is too large for that is left out, and the problem said. Throws
 * an Error in Go's words for a text that is no JSON.
 */
export function decodeJson(text: string): { value: Json; problem?: string } {
  let value: Json;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(describeJsonProblem(text) ?? 'invalid JSON', { cause: error });
  }
  const known = text.isWellFormed() && !loneSurrogate.test(text) ? value : wellFormed(value);
  const huge = mayBeHuge.test(text) ? hugeNumber(text) : undefined;
  if (huge === undefined) return { value: known };
  // A bare number is refused for what it is, not for its size.
  const problem = `json: cannot unmarshal number ${huge} into Go value of type float64`;
  return typeof value === 'number' ? { value: 0 } : { value: finite(known), problem };
}

const loneSurrogate = /\\u[dD][89a-fA-F]/;
const mayBeHuge = /[eE]|[0-9]{300}/;
const numberOrString = /"(?:[^"\\]|\\.)*"|-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/g;

function hugeNumber(text: string): string | undefined {
  return text.match(numberOrString)?.find((token) => !token.startsWith('"') && !Number.isFinite(Number(token)));
}

/** Half of a surrogate pair, and a byte that is no UTF-8, become U+FFFD, as in Go. */
function wellFormed(value: Json): Json {
  if (typeof value === 'string') return value.toWellFormed();
  return mapped(value, wellFormed);
}

function finite(value: Json): Json {
  return typeof value === 'number' && !Number.isFinite(value) ? null : mapped(value, finite);
}

function mapped(value: Json, change: (item: Json) => Json): Json {
  if (Array.isArray(value)) return value.map(change);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key.toWellFormed(), change(item)]));
}
