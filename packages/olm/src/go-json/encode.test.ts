import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { goJson } from './encode.ts';
import { base62Hash, bindingHash, deepHash, fnv64a } from './hash.ts';

interface Case {
  type: string;
  value: unknown;
  json: string;
  hash: string;
}

/** Answers of Go's encoding/json over the same types. */
const cases: Case[] = JSON.parse(readFileSync(new URL('./testdata/cases.json', import.meta.url), 'utf8'));

describe('values as Go writes them', () => {
  it.each(cases.map((each, index) => ({ ...each, index })))('writes $type $index', ({ type, value, json }) => {
    expect(goJson(type, value)).toBe(json);
  });

  it.each(cases.map((each, index) => ({ ...each, index })))('hashes $type $index', ({ type, value, hash }) => {
    expect(deepHash(type, value)).toBe(hash);
  });

  it('has no hash for a type that it does not know', () => {
    expect(() => goJson('Elsewhere', {})).toThrow('no shape of the Go type Elsewhere');
  });
});

describe('names out of contents', () => {
  it('prints FNV as Go does', () => {
    expect(fnv64a('')).toBe('cbf29ce484222325');
    expect(fnv64a('a')).toBe('af63dc4c8601ec8c');
  });

  it('uses letters and digits only', () => {
    expect(base62Hash('x')).toMatch(/^[0-9a-zA-Z]{30,38}$/);
    expect(bindingHash({ kind: 'Role', name: 'a', apiGroup: 'rbac.authorization.k8s.io' }, [])).not.toBe(
      bindingHash({ kind: 'ClusterRole', name: 'a', apiGroup: 'rbac.authorization.k8s.io' }, []),
    );
  });
});
