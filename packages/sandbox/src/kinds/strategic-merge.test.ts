import { readFileSync } from 'node:fs';
import { isFailure, type JsonObject, strategicMergePatch } from '@violet/machinery';
import { describe, expect, it } from 'vitest';
import { builtinKinds } from './builtin-kinds.ts';

interface Case {
  kind: string;
  original: JsonObject;
  patch: JsonObject;
  object?: JsonObject;
  error?: string;
}

const cases = JSON.parse(readFileSync(new URL('./testdata/strategic-merge.json', import.meta.url), 'utf8')) as Case[];

function patched({ kind, original, patch }: Case): JsonObject | undefined {
  const schema = builtinKinds().find((builtin) => builtin.kind === kind)?.schema;
  if (schema === undefined) throw new Error(`no kind ${kind}`);
  try {
    return strategicMergePatch(schema, original, patch);
  } catch (error) {
    if (isFailure(error, 'BadRequest')) return undefined;
    throw error;
  }
}

/** Upstream leaves directives in what is new to the object and drops them when it decodes the result. */
function withoutDirectives(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDirectives);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([key]) => !key.startsWith('$'));
  return Object.fromEntries(members.map(([key, member]) => [key, withoutDirectives(member)]));
}

describe('strategic merge patch of built-in kinds', () => {
  it.each(cases.map((item, index) => [index, item] as const))('does what upstream does in case %i', (_, item) => {
    const result = patched(item);

    expect(result === undefined).toBe(item.error !== undefined);
    if (result !== undefined) expect(result).toEqual(withoutDirectives(item.object ?? {}));
  });
});
