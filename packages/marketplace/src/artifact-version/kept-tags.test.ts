import { describe, expect, it } from 'vitest';
import { keptTags } from './kept-tags.ts';

const stable = { name: 'stable', regex: String.raw`^v(?P<Major>\d+)\.(?P<Minor>\d+)\.(?P<Patch>\d+)$`, maxQuantity: 1 };
const alpha = {
  name: 'alpha',
  regex: String.raw`^v(?P<Major>\d+)\.\d+\.\d+(-(?P<PreRelease>[0-9A-z.-]+))?$`,
  maxQuantity: 2,
};

describe('the tags that patterns keep', () => {
  it('are the newest of each pattern, and those that none speaks of', () => {
    const { excluded, problems } = keptTags(
      [stable, alpha],
      ['v1.9.0', 'v1.10.0', 'v1.2.0', 'v1.10.0-rc.1', 'v1.11.0-beta.1', 'nightly'],
    );

    expect(Object.fromEntries(excluded)).toEqual({
      'v1.9.0': 'tag pattern stable keeps 1: v1.10.0',
      'v1.2.0': 'tag pattern stable keeps 1: v1.10.0',
      'v1.10.0-rc.1': 'tag pattern alpha keeps 2: v1.11.0-beta.1, v1.10.0',
    });
    expect(problems).toEqual([]);
  });

  it('are all where nothing is limited', () => {
    expect(keptTags([], ['a', 'b']).excluded.size).toBe(0);
    expect(keptTags([{ ...stable, maxQuantity: 0 }], ['v1.0.0', 'v1.0.1']).excluded.size).toBe(0);
  });

  it('are not lost to a pattern that is none', () => {
    const { excluded, problems } = keptTags([{ ...alpha, regex: '(' }, stable], ['v1.0.0', 'v1.0.1']);

    expect([...excluded.keys()]).toEqual(['v1.0.0']);
    expect(problems[0]).toMatch(/^tag pattern alpha is no regular expression: .+/);
  });

  it('are found in linear time', () => {
    const evil = { name: 'evil', regex: '^(a+)+$', maxQuantity: 1 };
    const started = performance.now();
    keptTags([evil], [`${'a'.repeat(5000)}!`]);

    expect(performance.now() - started).toBeLessThan(500);
  });
});
