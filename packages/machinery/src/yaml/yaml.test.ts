import { describe, expect, it } from 'vitest';
import type { Json } from '../json.ts';
import { parseYaml, parseYamlDocuments, printYaml } from './yaml.ts';

describe('YAML is read as Kubernetes reads it', () => {
  it.each<[string, Json]>([
    ['a: 12:30', { a: '12:30' }],
    ['a: 2020-01-01', { a: '2020-01-01' }],
    ['a: yes\nb: Off\nc: y', { a: true, b: false, c: true }],
    ['a: 017\nb: 0o17\nc: 0x1F\nd: 0b11\ne: 08', { a: 15, b: 15, c: 31, d: 3, e: 8 }],
    ['a: 1_000\nb: 1e3\nc: .5\nd: -0\ne: 1e400', { a: 1000, b: 1000, c: 0.5, d: 0, e: '1e400' }],
    ['a: ~\nb:\nc: NULL\nd: nUll', { a: null, b: null, c: null, d: 'nUll' }],
    ['true: 1\n1: 2\n1.5: 3\nno: 4', { true: 1, '1': 2, '1.5': 3, false: 4 }],
    ['a: !!str 1\nb: !!int "3"\nc: !!binary aGVsbG8=', { a: '1', b: 3, c: 'hello' }],
    ['a: &x {b: 1}\nc:\n  <<: *x\n  d: 2', { a: { b: 1 }, c: { b: 1, d: 2 } }],
    ['a: |\n  x\n  y\nb: >-\n  x\n  y', { a: 'x\ny\n', b: 'x y' }],
    ['', null],
    ['--- \n...\n', null],
    ['__proto__: {x: 1}', JSON.parse('{"__proto__":{"x":1}}') as Json],
  ])('%j', (text, value) => {
    expect(parseYaml(text)).toEqual(value);
  });

  it.each([
    ['a: 1\nb: 2\na: 3', 'values.yaml: line 3: mapping key "a" already defined'],
    ['a:\n  b: .inf', 'values.yaml: line 2: .inf cannot be written as JSON'],
    ['~: 1', 'values.yaml: line 1: invalid map key: null'],
    ['[a]: 1', 'values.yaml: line 1: invalid map key: a list or mapping'],
    ['a: *x', 'values.yaml: Unresolved alias (the anchor must be set before the alias): x'],
    ['a: b: c', 'values.yaml: line 1: Nested mappings are not allowed in compact mappings'],
    ['a: 1\n---\nb: 2', 'values.yaml: expected one YAML document, found 2'],
  ])('%j is refused: %s', (text, message) => {
    expect(() => parseYaml(text, 'values.yaml')).toThrow(expect.objectContaining({ code: 'BadRequest', message }));
  });

  it('leaves empty documents of a stream out', () => {
    expect(parseYamlDocuments('---\na: 1\n---\n# nothing\n---\nb: 2\n')).toEqual([{ a: 1 }, { b: 2 }]);
  });

  it.each([
    ['deep nesting', '['.repeat(100_000)],
    ['less deep nesting', `${'['.repeat(600)}${']'.repeat(600)}`],
    [
      'many laughs',
      `a: &a [x,x,x,x,x,x,x,x,x]\n${[...'bcdefgh'].map((name, index) => `${name}: &${name} [${`*${'abcdefg'[index]},`.repeat(9)}]`).join('\n')}`,
    ],
  ])('survives %s', (_name, text) => {
    expect(() => parseYaml(text)).toThrow(expect.objectContaining({ code: 'BadRequest' }));
  });

  it('has a limit for length', () => {
    expect(() => parseYaml('a: bcdef', 'x', { maxLength: 5 })).toThrow(
      expect.objectContaining({ code: 'RequestEntityTooLarge' }),
    );
  });
});

describe('YAML is printed so that every reader reads the same', () => {
  const awkward = [
    'y',
    'no',
    '12:30',
    '017',
    '0o17',
    '1_000',
    '1e3',
    '2020-01-01',
    '~',
    '',
    ' x',
    'a: b',
    'a #b',
    '- a',
    '<<',
    '=',
    'é',
    'x\ny\n',
    ' \n\n',
    '\n \n',
    ' ',
    '\u2028',
    'null',
    '@a',
  ];

  it.each(awkward)('the text %j stays text', (text) => {
    const value = { [text]: text, list: [text] };

    expect(parseYaml(printYaml(value))).toEqual(value);
  });

  it('keeps the order of keys and quotes little', () => {
    expect(printYaml({ b: 1, a: ['x', null, true, 1.5], c: {} })).toBe(
      'b: 1\na:\n  - x\n  - null\n  - true\n  - 1.5\nc: {}\n',
    );
  });
});
