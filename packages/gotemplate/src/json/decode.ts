import type { Value } from '../value/value.ts';
import { describeJsonProblem } from './problem.ts';

/** A number as JSON writes it, or a string to pass over. */
const NUMBER_OR_STRING = /"(?:[^"\\]|\\.)*"|-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/g;

/** The first number that no float64 holds. */
function hugeNumber(text: string): string | undefined {
  return text.match(NUMBER_OR_STRING)?.find((token) => !token.startsWith('"') && !Number.isFinite(Number(token)));
}

/** Go's json.Unmarshal into an interface: numbers become float64. Throws an Error with Go's words. */
export function decodeJson(text: string): Value {
  let decoded: Value;
  try {
    decoded = JSON.parse(text) as Value;
  } catch (error) {
    throw new Error(describeJsonProblem(text) ?? 'invalid JSON', { cause: error });
  }
  const huge = /[0-9]{300}|[eE]/.test(text) ? hugeNumber(text) : undefined;
  if (huge !== undefined) {
    throw new Error(`json: cannot unmarshal number ${huge} into Go value of type float64`);
  }
  return text.isWellFormed() && !/\\u[dD][89a-fA-F]/.test(text) ? decoded : wellFormed(decoded);
}

/** Half of a surrogate pair becomes U+FFFD, as in Go. */
function wellFormed(value: Value): Value {
  if (typeof value === 'string') {
    return value.toWellFormed();
  }
  if (Array.isArray(value)) {
    return value.map(wellFormed);
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, element]) => [key.toWellFormed(), wellFormed(element)]));
  }
  return value;
}
