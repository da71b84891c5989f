import { describe, expect, it } from 'vitest';
import { type GoField, type GoShape, goStructJson } from './struct-json.ts';

const text: GoShape = { kind: 'text' };
const struct = (...fields: GoField[]): GoShape => ({ kind: 'struct', fields });
const field = (name: string, shape: GoShape, omit: GoField['omit'] = 'never'): GoField => ({ name, shape, omit });
const own: GoShape = { kind: 'own', print: (value) => `"${value ?? 'zero'}"` };

/** Answers of encoding/json for such types. */
describe('a struct as Go writes it', () => {
  it.each<[string, GoShape, unknown, string]>([
    [
      'fields in the order of the struct',
      struct(field('b', text), field('a', text)),
      { a: '1', b: '2' },
      '{"b":"2","a":"1"}',
    ],
    [
      'what it cannot omit filled in',
      struct(
        field('text', text),
        field('flag', { kind: 'flag' }),
        field('number', { kind: 'integer' }),
        field('list', { kind: 'list', of: text }),
        field('map', { kind: 'map', of: text }),
        field('pointer', { kind: 'pointer', of: text }),
        field('own', own),
        field('struct', struct(field('in', text))),
      ),
      {},
      '{"text":"","flag":false,"number":0,"list":null,"map":null,"pointer":null,"own":"zero","struct":{"in":""}}',
    ],
    [
      'nothing of what is empty, but structs',
      struct(
        field('text', text, 'empty'),
        field('number', { kind: 'integer' }, 'empty'),
        field('list', { kind: 'list', of: text }, 'empty'),
        field('map', { kind: 'map', of: text }, 'empty'),
        field('own', own, 'empty'),
        field('struct', struct(), 'empty'),
      ),
      { text: '', number: 0, list: [], map: {}, struct: {} },
      '{"own":"zero","struct":{}}',
    ],
    ['no struct that may be omitted as zero', struct(field('own', own, 'zero')), {}, '{}'],
    [
      'what a pointer leads to, even where that is empty',
      struct(field('number', { kind: 'pointer', of: { kind: 'integer' } }, 'empty')),
      { number: 0 },
      '{"number":0}',
    ],
    ['zeros of structs', struct(field('own', own, 'empty')), { own: 0 }, '{"own":"0"}'],
    [
      'raw JSON that says something, whatever it is',
      struct(...['a', 'b', 'c', 'd', 'e', 'f'].map((name) => field(name, { kind: 'raw' }, 'empty'))),
      { a: 0, b: '', c: false, d: {}, e: [], f: null },
      '{"a":0,"b":"","c":false,"d":{},"e":[],"f":null}',
    ],
    ['no raw JSON where there is none', struct(field('a', { kind: 'raw' }, 'empty')), {}, '{}'],
    ['no unknown fields', struct(field('a', text)), { a: '1', z: '2' }, '{"a":"1"}'],
    ['fields that are written otherwise', struct(field('minKube', text)), { minkube: '1' }, '{"minKube":"1"}'],
    ['maps with sorted keys', { kind: 'map', of: text }, { b: '<', a: '2' }, '{"a":"2","b":"<"}'],
    ['raw JSON as it came', { kind: 'raw' }, { b: 1, a: [] }, '{"b":1,"a":[]}'],
    ['any JSON with sorted keys', { kind: 'any' }, { b: 1, a: [] }, '{"a":[],"b":1}'],
    ['bytes', { kind: 'bytes' }, 'AAAA', '"AAAA"'],
    ['no bytes', { kind: 'bytes' }, undefined, 'null'],
  ])('has %s', (_what, shape, value, json) => {
    expect(goStructJson(shape, value)).toBe(json);
  });
});
