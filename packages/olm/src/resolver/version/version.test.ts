import { describe, expect, it } from 'vitest';
import {
  compareVersions,
  parseTolerantVersion,
  parseVersion,
  type SemanticVersion,
  versionText,
} from './semantic-version.ts';
import { isInRange, parseRange } from './version-range.ts';

function version(text: string): SemanticVersion {
  const parsed = parseVersion(text);
  if ('problem' in parsed) throw new Error(parsed.problem);
  return parsed;
}

describe('a version', () => {
  it('is ordered by its numbers, then by its prerelease; builds do not count', () => {
    const ordered = [
      '0.9.10',
      '1.0.0-1',
      '1.0.0-alpha',
      '1.0.0-alpha.1',
      '1.0.0-alpha.beta',
      '1.0.0-beta.2',
      '1.0.0-beta.11',
      '1.0.0',
      '9007199254740993.0.0',
      '9007199254740994.0.0',
    ];

    expect([...ordered].reverse().sort((left, right) => compareVersions(version(left), version(right)))).toEqual(
      ordered,
    );
    expect(compareVersions(version('1.0.0+a'), version('1.0.0+b'))).toBe(0);
  });

  it.each([
    ['', 'Version string empty'],
    ['1.2', 'No Major.Minor.Patch elements found'],
    ['v1.2.3', 'Invalid character(s) found in major number "v1"'],
    ['1.02.3', 'Minor number must not contain leading zeroes "02"'],
    ['1..3', 'strconv.ParseUint: parsing "": invalid syntax'],
    ['1.2.3.4', 'Invalid character(s) found in patch number "3.4"'],
    ['1.2.99999999999999999999', 'strconv.ParseUint: parsing "99999999999999999999": value out of range'],
    ['1.2.3-', 'Prerelease is empty'],
    ['1.2.3-01', 'Numeric PreRelease version must not contain leading zeroes "01"'],
    ['1.2.3-a_b', 'Invalid character(s) found in prerelease "a_b"'],
    ['1.2.3+', 'Build meta data is empty'],
    ['1.2.3+a_b', 'Invalid character(s) found in build meta data "a_b"'],
  ])('%j is none: %s', (text, problem) => {
    expect(parseVersion(text)).toEqual({ problem });
  });

  it.each([
    ['v1', '1.0.0'],
    [' 1.2 ', '1.2.0'],
    ['01.002.0', '1.2.0'],
    ['1.2.3-rc.1+build', '1.2.3-rc.1+build'],
  ])('may be written carelessly: %j is %s', (text, exact) => {
    const parsed = parseTolerantVersion(text);

    expect('problem' in parsed ? parsed : versionText(parsed)).toBe(exact);
  });

  it('may not be short with a prerelease', () => {
    expect(parseTolerantVersion('1.2-rc')).toEqual({
      problem: 'Short version cannot contain PreRelease/Build meta data',
    });
  });
});

describe('a range', () => {
  it.each([
    ['>=1.0.0 <2.0.0 || >3.0.0', ['1.0.0', '1.9.9', '3.0.1'], ['2.0.0', '3.0.0', '0.9.0']],
    ['>= 1.0.0', ['1.0.0'], ['0.9.0']],
    ['!=1.2.x', [], ['1.1.0', '1.2.0', '1.3.0']],
    ['<1.2.x', ['1.1.9'], ['1.2.0']],
    ['>=1.2.x', ['1.2.0', '2.0.0'], ['1.1.9']],
    ['1.x.x', ['1.0.0', '1.0.9'], ['1.1.0', '2.0.0']],
    ['1.0.0 || || 2.0.0', ['1.0.0', '2.0.0'], ['1.5.0']],
  ])('%j holds %j, not %j', (text, inside, outside) => {
    const range = parseRange(text);
    if ('problem' in range) throw new Error(range.problem);

    expect(inside.filter((one) => !isInRange(version(one), range))).toEqual([]);
    expect(outside.filter((one) => isInRange(version(one), range))).toEqual([]);
  });

  it.each([
    ['', "Last element in range is '||'"],
    ['1', "Last element in range is '||'"],
    ['|| 1.0.0', "First element in range is '||'"],
    ['1.0.0 ||', "Last element in range is '||'"],
    ['any', 'Could not get version from string: "any"'],
    ['~1.0.0', 'Could not parse Range "~1.0.0": Could not parse comparator "~" in "~1.0.0"'],
    [
      '>=1.0',
      'Could not parse Range ">=1.0": Could not parse version "1.0" in ">=1.0": No Major.Minor.Patch elements found',
    ],
    ['>1.0.0-x1', 'Could not get version from string: ">="'],
  ])('%j is none: %s', (text, problem) => {
    expect(parseRange(text)).toEqual({ problem });
  });
});
