import { describe, expect, it } from 'vitest';
import { parseChallenges } from './challenge.ts';

describe('parseChallenges', () => {
  it.each([
    ['Basic realm="registry"', [{ scheme: 'basic', parameters: { realm: 'registry' } }]],
    [
      'Bearer realm="https://a/token",service="s",scope="repository:a/b:pull,push"',
      [{ scheme: 'bearer', parameters: { realm: 'https://a/token', service: 's', scope: 'repository:a/b:pull,push' } }],
    ],
    ['bearer Realm=x , service = "a\\"b"', [{ scheme: 'bearer', parameters: { realm: 'x', service: 'a"b' } }]],
    [
      'Basic realm="a, b", Bearer realm="c"',
      [
        { scheme: 'basic', parameters: { realm: 'a, b' } },
        { scheme: 'bearer', parameters: { realm: 'c' } },
      ],
    ],
    ['Negotiate', [{ scheme: 'negotiate', parameters: {} }]],
    ['', []],
    ['"', []],
    ['Bearer realm="unfinished', [{ scheme: 'bearer', parameters: {} }, expect.anything()]],
  ])('reads %s', (header, expected) => {
    expect(parseChallenges([header]).slice(0, expected.length)).toEqual(expected);
  });

  it('reads several headers', () => {
    expect(parseChallenges(['Basic realm="a"', 'Bearer realm="b"']).map(({ scheme }) => scheme)).toEqual([
      'basic',
      'bearer',
    ]);
  });

  it('ends on a long header without sense', () => {
    expect(parseChallenges([`${'a="'.repeat(50_000)}`]).length).toBeLessThan(10_000);
  });
});
