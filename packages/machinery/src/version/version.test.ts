import { describe, expect, it } from 'vitest';
import { parseConstraint, parseLooseVersion } from './constraint.ts';
import { compareVersions, parseVersion } from './version.ts';
import { parseVersionRange } from './version-range.ts';

describe('a semantic version', () => {
  it.each(['1', '1.2', '01.2.3', '1.2.3-', '1.2.3-01', 'latest', '', '1.2.3.4', `1.2.${'9'.repeat(300)}`])(
    '%j is none',
    (text) => {
      expect(parseVersion(text)).toBeUndefined();
    },
  );

  it('may begin with a v and keeps its text', () => {
    expect(parseVersion('v4.0.15-rc.1+build')).toMatchObject({
      major: 4,
      patch: 15,
      prerelease: ['rc', 1],
      text: 'v4.0.15-rc.1+build',
    });
  });

  it('is ordered by numbers, then prereleases, never by build', () => {
    const ordered = [
      '1.0.0-alpha',
      '1.0.0-alpha.1',
      '1.0.0-alpha.beta',
      '1.0.0-beta.2',
      '1.0.0-beta.11',
      '1.0.0',
      '1.9.0',
      '1.10.0',
    ];

    expect([...ordered].reverse().sort(compareVersions)).toEqual(ordered);
    expect(compareVersions('1.0.0+a', '1.0.0+b')).toBe(0);
  });

  it('is older than any when it is malformed', () => {
    expect(compareVersions('latest', '0.0.1')).toBeLessThan(0);
  });
});

describe('a version range', () => {
  it.each([
    ['>= v1.0.0', 'v1.0.0', true],
    ['>=1.0.0 <2.0.0 || >3.0.0', '1.5.0', true],
    ['>=1.0.0 <2.0.0 || >3.0.0', '2.5.0', false],
    ['>=1.0.0 <2.0.0 || >3.0.0', '3.0.1', true],
    ['!1.2.4', '1.2.4', false],
    ['!=1.2.4', 'v1.2.5', true],
    ['1.2.x', '1.2.9', true],
    ['<=1.x', '2.0.0', false],
    ['>=1.0.0', '1.0.0-rc.1', false],
    ['<2.0.0', '2.0.0-alpha', true],
    ['>=1.0.0', 'nonsense', false],
  ])('%j contains %j: %j', (range, version, contained) => {
    expect(parseVersionRange(range).contains(version)).toBe(contained);
  });

  it.each(['', '||1.0.0', '1.0.0 ||', '~1.0.0', '1.0', '>', 'a'])('%j is refused', (range) => {
    expect(() => parseVersionRange(range)).toThrow(`invalid version range "${range}"`);
  });
});

describe('a constraint as Helm reads it', () => {
  it.each([
    ['^1.2', '1.9.0', true],
    ['^1.2', '2.0.0', false],
    ['^0.2.3', '0.3.0', false],
    ['^0.0.3', '0.0.4', false],
    ['~1.2.3', '1.2.9', true],
    ['~1.2.3', '1.3.0', false],
    ['~1', '1.9.9', true],
    ['1.2', '1.2.7', true],
    ['1.x', '1.8.0', true],
    ['*', '4.5.6', true],
    ['>=1.0, <2.0 || 3.x', '3.1.4', true],
    ['>= 1.0.0 < 2.0.0', '2.0.0', false],
    ['1.2 - 1.4', '1.4.9', true],
    ['1.2.3 - 2', '2.9.0', true],
    ['>1', '1.5.0', false],
    ['>1', '2.0.0', true],
    ['<=1.2', '1.2.9', true],
    ['!=1.2', '1.2.3', false],
    ['>=1.0.0', '2.0.0-rc.1', false],
    ['>=1.0.0-0', '2.0.0-rc.1', true],
    ['>=1.28', 'v1.34.4', true],
    ['>=1.0.0', 'nonsense', false],
  ])('%j contains %j: %j', (constraint, version, contained) => {
    expect(parseConstraint(constraint).contains(version)).toBe(contained);
  });

  it.each(['', 'a', '>1,', '>1,,<2', '1.2.3.4', '||', '1.2.3-'])('%j is refused', (constraint) => {
    expect(() => parseConstraint(constraint)).toThrow(/^improper constraint: /);
  });

  it.each([`>${'1'.repeat(600)}`, Array(40).fill('1').join('||')])('is refused when it is too large', (constraint) => {
    expect(() => parseConstraint(constraint)).toThrow(/^(constraint string is too long|too many constraint groups)/);
  });

  it('takes versions with missing numbers', () => {
    expect(parseLooseVersion('v1.2')).toMatchObject({ major: 1, minor: 2, patch: 0, text: 'v1.2' });
    expect(parseLooseVersion('x')).toBeUndefined();
  });
});
