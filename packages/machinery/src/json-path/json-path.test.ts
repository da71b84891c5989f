import { describe, expect, it } from 'vitest';
import { compileJsonPath } from './json-path.ts';

const object = {
  a: {
    b: [
      { n: 'x', v: 1, c: { d: 2 } },
      { n: 'y', v: 3 },
    ],
    'c.d': 'dot',
    s: 'text',
    t: true,
    z: null,
  },
  metadata: { labels: { 'cpaas.io/module-name': 'web-cli' } },
  status: {
    conditions: [
      { type: 'Ready', status: 'True' },
      { type: 'Synced', status: 'False' },
    ],
  },
};

describe('a JSONPath', () => {
  it.each<[string, unknown[]]>([
    ['.a.s', ['text']],
    ['{.a.s}', ['text']],
    ['$.a.s', ['text']],
    ['.a.b[0].n', ['x']],
    ['.a.b[-1].n', ['y']],
    ['.a.b[*].n', ['x', 'y']],
    ['.a.b[0:1].n', ['x']],
    ['.a.b[0,1].v', [1, 3]],
    ['.a.b[::2].n', ['x']],
    ['.a.c\\.d', ['dot']],
    [".a['c\\.d']", ['dot']],
    ['.metadata.labels.cpaas\\.io/module-name', ['web-cli']],
    [".metadata.labels['cpaas\\.io/module-name']", ['web-cli']],
    ['.status.conditions[?(@.type=="Ready")].status', ['True']],
    [".status.conditions[?(@.type!='Ready')].status", ['False']],
    ['.a.b[?(@.v>1)].n', ['y']],
    ['.a.b[?(@.c)].n', ['x']],
    ['..n', ['x', 'y']],
    ['.a.z', [null]],
    ['.a.t', [true]],
    ['.a.missing.deep', []],
    ['.a.s.missing', []],
    ['.a.b[5]', []],
    ['.a.s[0]', []],
    ['.a.b[?(@.v=="x")].n', []],
    ['.constructor', []],
  ])('%s leads to %j', (path, values) => {
    expect(compileJsonPath(path)(object)).toEqual(values);
  });

  it.each(['.a.b[', '.a.b[x]', '[?(', '.a.b[?(@.n=="x"', 'range .a', '.a.b[1:2:0]', `.${'a'.repeat(5000)}`])(
    '%s is refused',
    (path) => {
      expect(() => compileJsonPath(path)).toThrow(expect.objectContaining({ code: 'BadRequest' }));
    },
  );

  it('yields a bounded number of values', () => {
    const wide = { l: Array.from({ length: 200 }, () => ({ l: Array.from({ length: 200 }, () => ({})) })) };

    expect(() => compileJsonPath('.l[*].l[*]')(wide)).toThrow(/more than 10000 values/);
  });
});
