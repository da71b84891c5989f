import type { Json } from '@violet/machinery';
import { describe, expect, it } from 'vitest';
import { compactJson, escapeHtml } from './encode.ts';

describe('JSON as Go writes it', () => {
  it.each<[string, Json, string]>([
    ['keys in their order', { b: 1, a: { d: 2, c: [] }, '10': 0, '2': 0 }, '{"10":0,"2":0,"a":{"c":[],"d":2},"b":1}'],
    ['numbers', [1, 1.5, 1e21, 1e-7, -0, 123456789012], '[1,1.5,1e+21,1e-7,-0,123456789012]'],
    ['constants', [null, true, false], '[null,true,false]'],
    ['control characters', '\u0000\b\t\n\f\r\u001f"\\/', '"\\u0000\\b\\t\\n\\f\\r\\u001f\\"\\\\/"'],
    ['separators', 'a\u2028b\u2029', '"a\\u2028b\\u2029"'],
    ['half a pair', 'a\ud800b', '"a\ufffdb"'],
    ['an escape that looks like half a pair', '\\ud800', '"\\\\ud800"'],
    ['pairs', '😀', '"😀"'],
  ])('has %s', (_, value, text) => {
    expect(compactJson(value)).toBe(text);
  });

  it('can stand in HTML', () => {
    expect(escapeHtml(compactJson({ a: '<b>&' }))).toBe('{"a":"\\u003cb\\u003e\\u0026"}');
  });
});
