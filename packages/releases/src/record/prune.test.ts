import { describe, expect, it } from 'vitest';
import { superfluous } from './store.ts';

const history = (...statuses: string[]) => statuses.map((status, index) => ({ version: index + 1, status }));

describe('what has to go for one more revision', () => {
  it.each<[string[], number, number[]]>([
    [['superseded', 'superseded', 'deployed'], 10, []],
    [['superseded', 'superseded', 'deployed'], 3, [1]],
    [['superseded', 'superseded', 'deployed'], 2, [1, 2]],
    [['superseded', 'superseded', 'deployed'], 1, [1, 2]],
    [['deployed', 'failed', 'failed'], 3, [2]],
    [['deployed', 'failed', 'failed'], 1, [2, 3]],
    [['deployed', 'deployed', 'failed'], 2, [1, 3]],
    [['failed', 'failed', 'failed'], 2, [1, 2]],
    [['superseded', 'superseded', 'deployed'], 0, []],
    [[], 1, []],
  ])('of %j with at most %d is %j', (statuses, max, expected) => {
    expect(superfluous(history(...statuses), max).map(({ version }) => version)).toEqual(expected);
  });
});
