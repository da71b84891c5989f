import { readFileSync } from 'node:fs';
import type { KubernetesObject, Schema } from '@violet/machinery';
import { describe, expect, it } from 'vitest';
import { checkedPart, tooRestrictive } from './too-restrictive.ts';

/** What apiextensions 0.34 says of these objects, asked the way OLM asks it. */
const refusals = JSON.parse(readFileSync(new URL('testdata/refusals.json', import.meta.url), 'utf8')) as {
  schema: Schema;
  object: KubernetesObject;
  message: string;
}[];

describe('a schema that has become too restrictive', () => {
  it.each(refusals)('says so in the words of upstream: $message', ({ schema, object, message }) => {
    expect(tooRestrictive(schema, object)).toBe(
      `error validating a/v1, Kind=K "x": updated validation is too restrictive: ${message}`,
    );
  });

  it('names the namespace of the object', () => {
    const object = { apiVersion: 'a/v1', kind: 'K', metadata: { name: 'x', namespace: 'n' } };
    expect(tooRestrictive({ type: 'object', required: ['spec'] }, object)).toContain('"n/x"');
  });

  it('does not look at rules', () => {
    const schema: Schema = { type: 'object', 'x-kubernetes-validations': [{ rule: 'false' }] };
    const object = { apiVersion: 'a/v1', kind: 'K', metadata: { name: 'x' } };
    expect(tooRestrictive(checkedPart(schema), object)).toBeUndefined();
  });
});
