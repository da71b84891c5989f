import { describe, expect, it } from 'vitest';
import { emitYaml } from './emit.ts';
import { formatFloat, formatFloat32 } from './go-number.ts';
import { readYaml } from './read.ts';

describe('reading YAML as Go does', () => {
  it.each([
    ['22:22', '22:22'],
    ['0o17', 15n],
    ['017', 15n],
    ['08', 8],
    ['0x1F', 31n],
    ['1_000', 1000n],
    ['-0b11', -3n],
    ['18446744073709551615', 18446744073709551615n],
    ['1e3', 1000],
    ['.5', 0.5],
    ['1.', 1],
    ['1e999', '1e999'],
    ['y', true],
    ['Off', false],
    ['~', null],
    ['2001-01-01', '2001-01-01'],
    ['"1"', '1'],
    ['!!str 1', '1'],
    ['!!float 1', 1],
  ])('takes %s for what it is', (text, value) => {
    expect(readYaml(text)).toEqual(value);
  });

  it('lets the last of equal keys win', () => {
    expect(readYaml('a: 1\na: 2')).toEqual({ a: 2n });
  });

  it('writes keys that are no text as text', () => {
    expect(readYaml('1: a\ntrue: b\n1.50: c')).toEqual({ '1': 'a', true: 'b', '1.5': 'c' });
  });

  it('keeps a key that names the prototype to itself', () => {
    const value = readYaml('__proto__: {polluted: true}');

    expect(Object.keys(value as object)).toEqual(['__proto__']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('merges maps in the order of the text', () => {
    expect(readYaml('b: &b {x: 1, z: 1}\na: {x: 0, <<: *b, z: 2}')).toEqual({
      b: { x: 1n, z: 1n },
      a: { x: 1n, z: 2n },
    });
  });

  it('reads the first document only', () => {
    expect(readYaml('a: 1\n---\nb: [')).toEqual({ a: 1n });
  });

  it('refuses a document that multiplies itself', () => {
    const levels = Array.from({ length: 12 }, (_, level) => {
      const items = level === 0 ? 'x' : Array.from({ length: 10 }, () => `*l${level - 1}`).join(', ');
      return `l${level}: &l${level} [${items}]`;
    });

    expect(() => readYaml(levels.join('\n'))).toThrow('document contains excessive aliasing');
  });

  it('refuses an anchor that contains itself', () => {
    expect(() => readYaml('a: &a [*a]')).toThrow("anchor 'a' value contains itself");
  });
});

describe('reading hostile YAML', () => {
  it.each([
    ['brackets', '['.repeat(10_001)],
    ['blocks', '- '.repeat(10_001)],
  ])('refuses %s that nest as deep as Go refuses them', (_, text) => {
    expect(() => readYaml(text)).toThrow('yaml: exceeded max depth of 10000');
  });

  it('refuses what would nest too deep for those who walk over it', () => {
    expect(() => readYaml(`${'['.repeat(1001)}${']'.repeat(1001)}`)).toThrow('yaml: exceeded max depth of 1000');
  });

  it('refuses aliases that nest deeper than their text', () => {
    const nested = (inner: string) => '['.repeat(600) + inner + ']'.repeat(600);

    expect(() => readYaml(`a: &a ${nested('')}\nb: ${nested('*a')}`)).toThrow('exceeded max depth of 1000');
  });

  it('reads a long list in no time', () => {
    const items = readYaml('- a: 1\n'.repeat(20_000));

    expect(items).toHaveLength(20_000);
  });

  it.each([
    ['a lone byte', 'a: \udcff', 'invalid leading UTF-8 octet'],
    ['a cut character', 'a: \udcc3', 'incomplete UTF-8 octet sequence'],
    ['a character too long', 'a: \udcc0\udc80', 'invalid length of a UTF-8 sequence'],
    ['a half pair', 'a: \udced\udca0\udc80', 'invalid Unicode character'],
    ['a broken character', 'a: \udcc3b', 'invalid trailing UTF-8 octet'],
    ['a cut character that is near', '|-😀\udcc3', 'incomplete UTF-8 octet sequence'],
  ])('refuses %s as Go does', (_, text, problem) => {
    expect(() => readYaml(text)).toThrow(`error converting YAML to JSON: yaml: ${problem}`);
  });

  it('reads no further than the first document needs', () => {
    expect(readYaml(`a: 1\n---\n${'b: c\n'.repeat(200)}\u0001`)).toEqual({ a: 1n });
  });

  it('reads UTF-16 behind its byte order mark', () => {
    expect(readYaml('\udcff\udcfea\0:\0 \x001\0')).toEqual({ a: 1n });
  });
});

describe('writing numbers as Go does', () => {
  it.each([
    [1, '1'],
    [0.1, '0.1'],
    [100000, '100000'],
    [1234567.5, '1.2345675e+06'],
    [1e21, '1e+21'],
    [0.0001, '0.0001'],
    [0.00001, '1e-05'],
    [-0, '-0'],
  ])('writes %d as %s', (value, text) => {
    expect(formatFloat(value)).toBe(text);
  });

  it('rounds to 32 bits where Helm does', () => {
    expect(formatFloat32(1.123456789)).toBe('1.1234568');
  });
});

describe('writing YAML as Go does', () => {
  it('gives a byte order mark the treatment of yaml.v2', () => {
    expect(emitYaml('\ufeffa b')).toBe('"\\uFEFF\\x61\\x20\\x62"\n');
  });
});
