import { describe, expect, it } from 'vitest';
import type { Json } from '../json.ts';
import { applyJsonPatch } from './json-patch.ts';
import { applyMergePatch } from './merge-patch.ts';

describe('a JSON patch', () => {
  it.each<[string, Json, Json, Json]>([
    ['adds', { a: 1 }, [{ op: 'add', path: '/b', value: 2 }], { a: 1, b: 2 }],
    ['appends', { l: [1] }, [{ op: 'add', path: '/l/-', value: 2 }], { l: [1, 2] }],
    ['inserts', { l: [1, 3] }, [{ op: 'add', path: '/l/1', value: 2 }], { l: [1, 2, 3] }],
    ['removes', { a: 1, b: 2 }, [{ op: 'remove', path: '/a' }], { b: 2 }],
    ['replaces', { a: 1 }, [{ op: 'replace', path: '/a', value: null }], { a: null }],
    ['replaces the document', { a: 1 }, [{ op: 'replace', path: '', value: 2 }], 2],
    ['moves', { a: 1 }, [{ op: 'move', from: '/a', path: '/b' }], { b: 1 }],
    ['copies', { a: { x: 1 } }, [{ op: 'copy', from: '/a', path: '/b' }], { a: { x: 1 }, b: { x: 1 } }],
    ['tests', { a: { x: [1] } }, [{ op: 'test', path: '/a', value: { x: [1] } }], { a: { x: [1] } }],
    [
      'unescapes',
      { 'a/b': 1, 'm~n': 2 },
      [
        { op: 'remove', path: '/a~1b' },
        { op: 'remove', path: '/m~0n' },
      ],
      {},
    ],
  ])('%s', (_name, document, patch, expected) => {
    const before = structuredClone(document);

    expect(applyJsonPatch(document, patch)).toEqual(expected);
    expect(document).toEqual(before);
  });

  it.each<[string, Json]>([
    ['a failed test', [{ op: 'test', path: '/a', value: 2 }]],
    ['removing what is not there', [{ op: 'remove', path: '/x' }]],
    ['replacing below what is not there', [{ op: 'replace', path: '/x/y', value: 1 }]],
    ['adding below what is not there', [{ op: 'add', path: '/x/y', value: 1 }]],
    ['an index beyond the end', [{ op: 'add', path: '/l/9', value: 1 }]],
    ['an unknown operation', [{ op: 'merge', path: '/a', value: 1 }]],
    ['a missing value', [{ op: 'add', path: '/b' }]],
    ['a pointer without a slash', [{ op: 'copy', from: 'a', path: '/b' }]],
    ['moving a document into itself', [{ op: 'move', from: '', path: '/b' }]],
    ['the prototype', [{ op: 'add', path: '/__proto__/x', value: 1 }]],
  ])('does not apply with %s', (_name, patch) => {
    expect(() => applyJsonPatch({ a: 1, l: [] }, patch)).toThrow(
      expect.objectContaining({
        code: 'Invalid',
        message: 'the server rejected our request due to an error in our request',
        hint: expect.stringContaining('operation 0: '),
      }),
    );
  });

  it('is refused when it is no list', () => {
    expect(() => applyJsonPatch({}, { op: 'add' })).toThrow(expect.objectContaining({ code: 'BadRequest' }));
  });

  it('has at most 10000 operations', () => {
    const patch = Array.from({ length: 10_001 }, () => ({ op: 'test', path: '/a', value: 1 }));

    expect(() => applyJsonPatch({ a: 1 }, patch)).toThrow(
      'The allowed maximum operations in a JSON patch is 10000, got 10001',
    );
  });

  it('may not grow a document without bound', () => {
    const patch = Array.from({ length: 100 }, (_, index) => ({ op: 'copy', from: '', path: `/c${index}` }));

    expect(() => applyJsonPatch({ text: 'x'.repeat(1000) }, patch)).toThrow(/copies more than/);
  });
});

describe('a merge patch', () => {
  it.each<[Json, Json, Json]>([
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: [1, 2] }, { a: [3] }, { a: [3] }],
    [{ a: { b: 1, c: 2 } }, { a: { b: null, d: 3 } }, { a: { c: 2, d: 3 } }],
    [{}, { a: { b: { c: null } } }, { a: { b: {} } }],
    [{ a: [1] }, { a: { x: 1 } }, { a: { x: 1 } }],
    [{ a: 1 }, ['c'], ['c']],
    [{ a: 1 }, null, null],
  ])('%j patched with %j is %j', (document, patch, expected) => {
    expect(applyMergePatch(document, patch)).toEqual(expected);
  });

  it('keeps the document, and a member called __proto__ is a member', () => {
    const document = { a: { b: 1 } };
    const patched = applyMergePatch(document, JSON.parse('{"a":{"b":2},"__proto__":{"x":1}}') as Json);

    expect(document).toEqual({ a: { b: 1 } });
    expect(JSON.stringify(patched)).toBe('{"a":{"b":2},"__proto__":{"x":1}}');
  });
});
