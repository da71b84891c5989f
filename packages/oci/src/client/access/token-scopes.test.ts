import { describe, expect, it } from 'vitest';
import { covers, createForesight, printScopes, rightsOf } from './token-scopes.ts';

describe('what a token is asked for', () => {
  it.each([
    ['just that, where nothing was foreseen', [], ['repository:a:pull'], ['repository:a:pull']],
    ['that for each that was foreseen', ['b', 'a'], ['repository:a:pull'], ['repository:a:pull', 'repository:b:pull']],
    ['reading all of them, by who only wants to be let in', ['a', 'b'], [], ['repository:a:pull', 'repository:b:pull']],
    [
      'the same rights in all, for a mount',
      ['a', 'b'],
      ['repository:a:pull,push', 'repository:b:pull'],
      ['repository:a:pull,push', 'repository:b:pull,push'],
    ],
    [
      'just that, where one was not foreseen',
      ['a'],
      ['repository:a:pull,push', 'repository:c:pull'],
      ['repository:a:pull,push', 'repository:c:pull'],
    ],
    ['nothing, where nobody said anything', [], [], []],
  ])('is %s', (_what, foreseen, needed, expected) => {
    const foresight = createForesight();
    foresight.add(foreseen);

    expect(printScopes(foresight.widen(rightsOf(needed)))).toEqual(expected);
  });

  it('is for 32 repositories at most', () => {
    const foresight = createForesight();
    foresight.add(Array.from({ length: 40 }, (_, index) => `a/${index}`));

    expect(foresight.widen(rightsOf(['repository:a/3:pull'])).size).toBe(32);
    expect(foresight.widen(rightsOf(['repository:a/39:pull'])).size).toBe(8);
    expect(foresight.widen(rightsOf(['repository:a/3:pull,push', 'repository:a/39:pull'])).size).toBe(2);
  });
});

describe('whether a token is enough', () => {
  it.each([
    ['for what it was given for', ['repository:a:pull'], ['repository:a:pull'], true],
    ['for less', ['repository:a:pull,push', 'repository:b:pull'], ['repository:a:pull'], true],
    ['not for more', ['repository:a:pull'], ['repository:a:pull,push'], false],
    ['not for another repository', ['repository:a:pull'], ['repository:b:pull'], false],
    ['for what it has in parts', ['repository:a:pull', 'repository:a:push'], ['repository:a:pull,push'], true],
    ['for nothing in particular', [], [], true],
  ])('%s', (_what, given, needed, expected) => {
    expect(covers(rightsOf(given), rightsOf(needed))).toBe(expected);
  });
});
