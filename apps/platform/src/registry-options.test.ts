import { describe, expect, it } from 'vitest';
import { parseOptions } from './options.ts';

const everything = { tags: true, manifests: true, blobs: true };

describe('the options of the registry', () => {
  it('let it keep what the disk holds, let everything be deleted, and collect every six hours', () => {
    expect(parseOptions([]).registryRules).toEqual({ quota: {}, deletions: everything, collectEveryMs: 21_600_000 });
  });

  it.each([
    [['--registry-quota', '200Gi'], { quota: { totalBytes: 200 * 2 ** 30 } }],
    [['--registry-repository-quota', '1.5G'], { quota: { repositoryBytes: 1_500_000_000 } }],
    [['--registry-keep', 'tags, manifests'], { deletions: { tags: false, manifests: false, blobs: true } }],
    [['--registry-collect-hours', '0'], { collectEveryMs: 0 }],
    [['--registry-collect-hours', '0.5'], { collectEveryMs: 1_800_000 }],
  ])('are read: %j', (words, rules) => {
    expect(parseOptions(words).registryRules).toMatchObject(rules);
  });
});
