import { Failure } from '../../failure.ts';
import { goJson } from '../../go/json.ts';
import { isJsonObject, type Json } from '../../json.ts';

export function badPatch(message: string): Failure {
  return new Failure('BadRequest', message);
}

export function badType(expected: string, found: Json | undefined): Failure {
  const kind = Array.isArray(found) ? 'a list' : isJsonObject(found) ? 'an object' : `${typeof found}`;
  return badPatch(`strategic merge patch: expected ${expected}, but received ${kind}`);
}

export function noMergeKey(item: Json | undefined, key: string): Failure {
  return badPatch(`map: ${goJson(item ?? null)} does not contain declared merge key: ${key}`);
}
