import { describe, expect, it } from 'vitest';
import { pageOf } from './page.ts';

describe('pageOf', () => {
  it.each([
    ['', ['a', 'b', 'c'], '</x?n=3&last=c>; rel="next"'],
    ['n=2', ['a', 'b'], '</x?n=2&last=b>; rel="next"'],
    ['n=2&last=b', ['c', 'd'], undefined],
    ['n=1&last=bb', ['c'], '</x?n=1&last=c>; rel="next"'],
    ['n=0', [], undefined],
    ['n=3&last=d', [], undefined],
    ['n=2&artifactType=a%2Fb', ['a', 'b'], '</x?n=2&artifactType=a%2Fb&last=b>; rel="next"'],
    ['n=999999999', ['a', 'b', 'c'], '</x?n=3&last=c>; rel="next"'],
  ])('answers %j', (query, names, link) => {
    const page = pageOf(['a', 'b', 'c', 'd'], new URLSearchParams(query), { path: '/x', maxNames: 3 });

    expect(page.headers).toEqual(link === undefined ? {} : { link });
    expect(page.names).toEqual(names);
  });

  it.each(['n=x', 'n=-1', 'n=1e9', 'n=99999999999'])('refuses %s', (query) => {
    const read = () => pageOf(['a'], new URLSearchParams(query), { path: '/x', maxNames: 3 });

    expect(read).toThrow(expect.objectContaining({ reason: 'PAGINATION_INVALID', code: 'BadRequest' }));
  });
});
