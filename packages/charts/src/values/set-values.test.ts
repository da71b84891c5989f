import { describe, expect, it } from 'vitest';
import type { SetValues } from './set-value.ts';
import { type SetFlags, setValues } from './set-values.ts';

describe('--set', () => {
  it.each<[string, SetValues]>([
    ['a=1', { a: 1n }],
    ['a=1000000,b=0,c=-5', { a: 1000000n, b: 0n, c: -5n }],
    ['a=007,b=1.5,c=1e3', { a: '007', b: '1.5', c: '1e3' }],
    ['a=9223372036854775807,b=9223372036854775808', { a: 9223372036854775807n, b: '9223372036854775808' }],
    ['a=true,b=FALSE,c=null,d=', { a: true, b: false, c: null, d: '' }],
    ['outer.inner=value', { outer: { inner: 'value' } }],
    ['a\\.b=c\\,d', { 'a.b': 'c,d' }],
    ['nodeSelector.kubernetes\\.io/role=master', { nodeSelector: { 'kubernetes.io/role': 'master' } }],
    ['list={a,b,1},x={}', { list: ['a', 'b', 1n], x: [''] }],
    ['list[1].port=80', { list: [null, { port: 80n }] }],
    ['m[0][1]=x', { m: [[null, 'x']] }],
  ])('reads %s', (line, expected) => {
    expect(setValues({}, { typed: [line] })).toEqual(expected);
  });

  it('writes over values, and deletes with null', () => {
    const base = { image: { tag: 'v1', repository: 'web' }, hosts: [{ name: 'a' }, { name: 'b' }] };

    expect(setValues(base, { typed: ['image.tag=v2,image.repository=null', 'hosts[1].name=c'] })).toEqual({
      image: { tag: 'v2', repository: null },
      hosts: [{ name: 'a' }, { name: 'c' }],
    });
    expect(base.image.tag).toBe('v1');
  });

  it.each<[string, SetFlags, string]>([
    ['no value', { typed: ['a'] }, 'failed parsing --set data: key "a" has no value'],
    ['a comma too many', { typed: ['a,b=1'] }, 'failed parsing --set data: key "a" has no value (cannot end with ,)'],
    ['an open brace', { typed: ['a={b'] }, "failed parsing --set data: list must terminate with '}'"],
    [
      'an index far out',
      { typed: ['a[999999999]=1'] },
      'failed parsing --set data: index of 999999999 is greater than maximum supported index of 65536',
    ],
    ['an index below zero', { typed: ['a[-1]=1'] }, 'failed parsing --set data: negative -1 index not allowed'],
    [
      'an index that is none',
      { typed: ['a[x]=1'] },
      'failed parsing --set data: error parsing index: strconv.Atoi: parsing "x": invalid syntax',
    ],
    [
      'names nested too deep',
      { typed: [`${'a.'.repeat(31)}b=1`] },
      'failed parsing --set data: value name nested level is greater than maximum supported nested level of 30',
    ],
    [
      'a text taken for a list',
      { typed: ['a=x', 'a[0]=1'] },
      'failed parsing --set data: unable to parse key: interface conversion: interface {} is string, not []interface {}',
    ],
    [
      'a list taken for a map',
      { text: ['a={x}', 'a.b=1'] },
      'failed parsing --set-string data: unable to parse key: interface conversion: interface {} is []interface {}, not map[string]interface {}',
    ],
    ['JSON that is none', { json: ['a={b:1}'] }, 'failed parsing --set-json data a={b:1}'],
    [
      'a file that cannot be read',
      { file: ['a=b.txt'] },
      'failed parsing --set-file data: open b.txt: files cannot be read here',
    ],
  ])('refuses %s as Helm does', (_what, flags, message) => {
    expect(() => setValues({}, flags)).toThrow(message);
  });

  it('refuses lists in lists without end', () => {
    expect(() => setValues({}, { typed: [`a${'[0]'.repeat(100_000)}=1`] })).toThrow(
      'lists are nested more than 1000 deep',
    );
    expect(() => setValues({}, { literal: [`a${'[0]'.repeat(100_000)}=1`] })).toThrow('nested more than 1000 deep');
  });

  it('cannot be used to change what every object has', () => {
    const values = setValues({}, { typed: ['__proto__.polluted=1', 'a.constructor.prototype.polluted=1'] });

    expect(Object.keys(values)).toEqual(['__proto__', 'a']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('its relatives', () => {
  it.each<[string, SetFlags, SetValues]>([
    ['--set-string', { text: ['a=1,b=true,c=null,d={1,2}'] }, { a: '1', b: 'true', c: 'null', d: ['1', '2'] }],
    ['--set-literal', { literal: ['a.b[0]=x,y={z}\\'] }, { a: { b: ['x,y={z}\\'] } }],
    ['--set-json', { json: ['a={"b":[1,2.5,null]},c=,d="x"'] }, { a: { b: [1, 2.5, null] }, c: null, d: 'x' }],
    ['--set-file', { file: ['a=one.txt,b.c=two.txt'] }, { a: 'text of one.txt', b: { c: 'text of two.txt' } }],
  ])('%s reads values its own way', (_flag, flags, expected) => {
    expect(setValues({}, flags, (path) => `text of ${path}`)).toEqual(expected);
  });

  it('go over each other in the order of Helm, not of the command line', () => {
    const flags = {
      literal: ['a=literal'],
      file: ['a=f', 'b=f'],
      text: ['b=text', 'c=text'],
      typed: ['c=1', 'd=2'],
      json: ['d=3', 'e=4'],
    };

    expect(setValues({ e: 0, f: 0 }, flags, () => 'file')).toEqual({
      a: 'literal',
      b: 'file',
      c: 'text',
      d: 2n,
      e: 4,
      f: 0,
    });
  });
});
