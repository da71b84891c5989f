import { describe, expect, it } from 'vitest';
import { goJson, goPlainJson, goSortedKeys } from './json.ts';

/** Answers of encoding/json of Go 1.26, for values that it has read. */
describe('JSON as Go writes it', () => {
  it.each<[string, unknown, string, string]>([
    [
      'keys in their order',
      { b: 1, a: { d: 2, c: [] }, '10': 0, '2': 0 },
      '{"10":0,"2":0,"a":{"c":[],"d":2},"b":1}',
      '{"10":0,"2":0,"a":{"c":[],"d":2},"b":1}',
    ],
    [
      'keys by their bytes, not by UTF-16',
      { '\u{1f600}': 1, '\uffff': 2, '\ue000': 3, a: 4, '\ud7ff': 5 },
      '{"a":4,"\ud7ff":5,"\ue000":3,"\uffff":2,"\u{1f600}":1}',
      '{"a":4,"\ud7ff":5,"\ue000":3,"\uffff":2,"\u{1f600}":1}',
    ],
    [
      'numbers',
      [1, 1.5, 1e21, 1e-7, -0, 123456789012, 0.000001, 1e20],
      '[1,1.5,1e+21,1e-7,-0,123456789012,0.000001,100000000000000000000]',
      '[1,1.5,1e+21,1e-7,-0,123456789012,0.000001,100000000000000000000]',
    ],
    ['constants', [null, true, false, undefined], '[null,true,false,null]', '[null,true,false,null]'],
    ['members without a value', { a: undefined, b: null }, '{"b":null}', '{"b":null}'],
    [
      'what JSON, JavaScript and HTML escape',
      'a\u2028<b>&\u2029\u007f\u0000\b\f\u001f/"\\',
      '"a\\u2028<b>&\\u2029\u007f\\u0000\\b\\f\\u001f/\\"\\\\"',
      '"a\\u2028\\u003cb\\u003e\\u0026\\u2029\u007f\\u0000\\b\\f\\u001f/\\"\\\\"',
    ],
    ['keys that HTML would take for its own', { '<': '&' }, '{"<":"&"}', '{"\\u003c":"\\u0026"}'],
    ['halves of pairs', '\ud800x\udc00', '"\ufffdx\ufffd"', '"\ufffdx\ufffd"'],
    ['an escape that looks like half a pair', '\\ud800', '"\\\\ud800"', '"\\\\ud800"'],
    ['pairs', '\u{1f600}', '"\u{1f600}"', '"\u{1f600}"'],
  ])('has %s', (_what, value, plain, marshalled) => {
    expect(goPlainJson(value)).toBe(plain);
    expect(goJson(value)).toBe(marshalled);
  });

  it('has keys of a map as Buffers compare', () => {
    const keys = ['\u{1f600}', '\uffff', 'a\u{10000}', 'a\ue000', 'ab', 'a', ''];
    const byBytes = [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));

    expect(goSortedKeys(Object.fromEntries(keys.map((key) => [key, 1])))).toEqual(byBytes);
  });
});
