import { describe, expect, it } from 'vitest';
import { hasFailedBefore, isInstalled } from './decide.ts';
import { valuesHash } from './values-hash.ts';

const chart = { name: 'ait/web', releaseName: 'web', targetRevision: '1.0.0', digest: 'sha256:a' };
const status = {
  installedRevision: '1.0.0',
  installedDigest: 'sha256:a',
  releaseName: 'web',
  revision: 2,
  valuesHash: 'h',
};
const records = [
  { version: 1, status: 'superseded', isOurs: true },
  { version: 2, status: 'deployed', isOurs: true },
];

describe('whether a chart is installed', () => {
  it('is so when status and records agree with what is wanted', () => {
    expect(isInstalled({ chart, valuesHash: 'h', status, records })).toBe(true);
  });

  it.each([
    ['nothing is known', { status: undefined }],
    ['another version is wanted', { chart: { ...chart, targetRevision: '2.0.0' } }],
    ['another digest is wanted', { chart: { ...chart, digest: 'sha256:b' } }],
    ['the values are others', { valuesHash: 'other' }],
    ['another name is wanted', { chart: { ...chart, releaseName: 'other' } }],
    ['the last try has failed', { status: { ...status, failed: { digest: 'd', valuesHash: 'h', message: 'm' } } }],
    ['there is no record', { records: [] }],
    ['somebody has upgraded since', { records: [...records, { version: 3, status: 'deployed', isOurs: true }] }],
    ['somebody has installed it anew', { records: [{ version: 2, status: 'deployed', isOurs: false }] }],
    ['an operation is pending', { records: [...records, { version: 3, status: 'pending-upgrade', isOurs: true }] }],
  ])('is not so when %s', (_what, change) => {
    expect(isInstalled({ chart, valuesHash: 'h', status, records, ...change })).toBe(false);
  });
});

describe('whether the same has failed before', () => {
  const failed = { digest: 'd', valuesHash: 'v', message: 'm' };

  it.each([
    ['the same chart and values', failed, { digest: 'd', valuesHash: 'v', retry: undefined }, true],
    ['another chart', failed, { digest: 'x', valuesHash: 'v', retry: undefined }, false],
    ['other values', failed, { digest: 'd', valuesHash: 'x', retry: undefined }, false],
    ['a person who asks', failed, { digest: 'd', valuesHash: 'v', retry: '1' }, false],
    ['a person who asked before', { ...failed, retry: '1' }, { digest: 'd', valuesHash: 'v', retry: '1' }, true],
    ['no failure', undefined, { digest: 'd', valuesHash: 'v', retry: undefined }, false],
  ])('with %s', (_what, before, now, expected) => {
    expect(hasFailedBefore(before, now)).toBe(expected);
  });
});

describe('the hash of values', () => {
  it('does not depend on the order of keys', () => {
    expect(valuesHash({ a: 1, b: { c: [1, 2], d: null } })).toBe(valuesHash({ b: { d: null, c: [1, 2] }, a: 1 }));
  });

  it('depends on everything else', () => {
    const different = [{}, { a: null }, { a: '1' }, { a: 1 }, { a: [1] }, { a: { '0': 1 } }];

    expect(new Set(different.map(valuesHash)).size).toBe(different.length);
  });
});
