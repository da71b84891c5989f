import { Failure } from '../failure.ts';
import { goQuote } from '../go/text.ts';
import { compareVersions, parseVersion, type Version } from './version.ts';

/** A set of versions. Text that is no version is in none. */
export interface VersionSet {
  contains(version: Version | string): boolean;
}

type Comparator = '=' | '!=' | '>' | '>=' | '<' | '<=';
interface Bound {
  comparator: Comparator;
  version: Version;
}

const comparators: Record<string, Comparator> = {
  '': '=',
  '=': '=',
  '==': '=',
  '!': '!=',
  '!=': '!=',
  '>': '>',
  '>=': '>=',
  '<': '<',
  '<=': '<=',
};

/**
 * Reads a range as blang/semver does: bounds separated by spaces must all hold, `||` separates alternatives, `1.2.x` is
 * a wildcard. A leading `v` is tolerated. Prereleases are ordinary versions here. Throws a BadRequest failure.
 */
export function parseVersionRange(text: string): VersionSet {
  if (text.length > 4096) throw malformed(text.slice(0, 40), 'it is too long');
  const parts = splitParts(text.replace(/(^|[\s<>=!])v(?=\d)/g, '$1'));
  const alternatives: Bound[][] = [[]];
  for (const [index, part] of parts.entries()) {
    if (part !== '||') alternatives.at(-1)?.push(...parseBounds(part, text));
    else if (index === 0) throw malformed(text, "first element in range is '||'");
    else if (index === parts.length - 1) throw malformed(text, "last element in range is '||'");
    else alternatives.push([]);
  }
  if (alternatives.some((bounds) => bounds.length === 0)) throw malformed(text, 'it is empty');
  return {
    contains(version) {
      const parsed = typeof version === 'string' ? parseVersion(version) : version;
      if (parsed === undefined) return false;
      return alternatives.some((bounds) => bounds.every((bound) => fits(parsed, bound)));
    },
  };
}

/** Splits at spaces, except after a comparator. */
function splitParts(text: string): string[] {
  return text
    .replace(/([<>=])\s+/g, '$1')
    .split(/\s+/)
    .filter((part) => part !== '');
}

function parseBounds(part: string, text: string): Bound[] {
  const [, operator = '', written = ''] = /^(\D*)(.*)$/.exec(part) ?? [];
  const comparator = comparators[operator];
  if (written === '') throw malformed(text, `no version in ${goQuote(part)}`);
  if (comparator === undefined) throw malformed(text, `unknown comparator ${goQuote(operator)}`);
  if (/^\d+(\.\d+)?(\.x)+$/.test(written)) return expandWildcard(comparator, written);
  const version = parseVersion(written);
  if (version === undefined) throw malformed(text, `${goQuote(written)} is not a semantic version`);
  return [{ comparator, version }];
}

/** `1.2.x` begins at 1.2.0 and ends before 1.3.0. */
function expandWildcard(comparator: Comparator, written: string): Bound[] {
  const numbers = written
    .split('.')
    .filter((part) => part !== 'x')
    .map(Number);
  const [major = 0, minor = 0] = numbers;
  const start = plain(major, minor);
  const end = numbers.length === 1 ? plain(major + 1, 0) : plain(major, minor + 1);
  switch (comparator) {
    case '=':
      return [
        { comparator: '>=', version: start },
        { comparator: '<', version: end },
      ];
    // Upstream joins both halves by "and", so that nothing is left; kept for the same verdicts.
    case '!=':
      return [
        { comparator: '<', version: start },
        { comparator: '>=', version: end },
      ];
    case '>':
      return [{ comparator: '>=', version: end }];
    case '<=':
      return [{ comparator: '<', version: end }];
    default:
      return [{ comparator, version: start }];
  }
}

function plain(major: number, minor: number): Version {
  return { major, minor, patch: 0, prerelease: [], build: '', text: `${major}.${minor}.0` };
}

function fits(version: Version, bound: Bound): boolean {
  const order = compareVersions(version, bound.version);
  switch (bound.comparator) {
    case '=':
      return order === 0;
    case '!=':
      return order !== 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
  }
}

function malformed(text: string, problem: string): Failure {
  return new Failure('BadRequest', `invalid version range ${goQuote(text)}: ${problem}`);
}
