import { bundleFiles } from '@violet/archive/testing';
import { readBundle } from '@violet/bundles';
import { describe, expect, it } from 'vitest';
import { assemblePackage, type ShelvedBundle } from './assemble-package.ts';

/** `age` in seconds: greater is older. */
function shelved(
  version: string,
  age: number,
  change: { replaces?: string; tag?: string; image?: string } = {},
): ShelvedBundle {
  const { files, labels } = bundleFiles('demo', version, 'registry.example.com/acp/demo:v1', change);
  const bytes = new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)]));
  return {
    version: `demo.${change.tag ?? `v${version}`}`,
    createdAt: new Date(1_000_000 - age * 1000).toISOString(),
    recipe: '',
    bundle: readBundle({ files: bytes, labels, source: version }),
    ...(change.image === undefined ? {} : { image: change.image }),
  };
}

function offeredOf(bundles: ShelvedBundle[]) {
  const { content, problems } = assemblePackage(bundles);
  return { offered: content.bundles.map(({ csvName }) => csvName).sort(), problems: Object.fromEntries(problems) };
}

describe('what one package offers', () => {
  it('is the same whatever came first, where the bundles fit together', () => {
    const [one, two] = [shelved('1.0.0', 1), shelved('1.1.0', 9, { replaces: 'demo.v1.0.0' })];

    expect(assemblePackage([one, two])).toEqual(assemblePackage([two, one]));
    expect(offeredOf([one, two])).toEqual({ offered: ['demo.v1.0.0', 'demo.v1.1.0'], problems: {} });
  });

  it('leaves out what came last and broke it', () => {
    const bad = shelved('3.0.0', 1, { replaces: 'demo.v3.0.0' });
    const { offered, problems } = offeredOf([bad, shelved('1.0.0', 9), shelved('2.0.0', 5)]);

    expect(offered).toEqual(['demo.v1.0.0', 'demo.v2.0.0']);
    expect(Object.keys(problems)).toEqual(['demo.v3.0.0']);
  });

  it('has a CSV once, under the tag that came first', () => {
    const { offered, problems } = offeredOf([shelved('1.0.0', 1, { tag: 'latest' }), shelved('1.0.0', 5)]);

    expect(offered).toEqual(['demo.v1.0.0']);
    expect(problems).toEqual({ 'demo.latest': 'demo.v1.0.0 is already offered by artifactversion demo.v1.0.0' });
  });

  it('names the image of a bundle that is too large to be sent', () => {
    const { content } = assemblePackage([shelved('1.0.0', 1, { image: 'hub/acp/demo@sha256:1' })]);

    expect(content.bundles[0]?.bundlePath).toBe('hub/acp/demo@sha256:1');
  });
});
