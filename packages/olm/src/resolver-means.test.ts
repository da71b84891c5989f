import { describe, expect, it } from 'vitest';
import { loadResolverMeans } from './resolver-means.ts';

const properties = Array.from({ length: 40 }, (_, index) => ({ type: 'olm.label', value: { label: String(index) } }));
const endless = 'abcdefgh'.split('').reduceRight((inner, name) => `properties.all(${name}, ${inner})`, 'true');

describe('CEL of constraints', () => {
  it('compares versions', async () => {
    const { compileCel } = await loadResolverMeans();

    expect(compileCel("semver_compare('v1.2', '1.2.0') == 0")(properties)).toBe(true);
    expect(compileCel("semver_compare('1.0.0-rc.1', '1.0.0') < 0")(properties)).toBe(true);
    expect(() => compileCel("semver_compare('latest', '1.0.0') == 0")(properties)).toThrow("'latest'");
  });

  it('refuses what does not compile or is no condition', async () => {
    const { compileCel } = await loadResolverMeans();

    expect(() => compileCel('properties.exists(')).toThrow('compilation failed');
    expect(() => compileCel('1')).toThrow('compilation failed');
  });

  it('is compiled once', async () => {
    const { compileCel } = await loadResolverMeans();

    expect(compileCel('true')).toBe(compileCel('true'));
  });

  it('is stopped where it does not end, and then not asked any more', async () => {
    const rule = (await loadResolverMeans()).compileCel(endless);
    const ask = () => rule(properties);
    expect(rule.trouble).toBeUndefined();

    expect(ask).toThrow('loops too much');
    expect(ask).toThrow('loops too much');
    expect(ask).toThrow('loops too much');
    expect(ask()).toBe(false);
    expect(rule.trouble).toMatch(/loops too much/);
  });
});
