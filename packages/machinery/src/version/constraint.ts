import { Failure } from '../failure.ts';
import { goQuote } from '../go/text.ts';
import { compareVersions, parsePrerelease, type Version } from './version.ts';
import type { VersionSet } from './version-range.ts';

interface Constraint {
  operator: string;
  version: Version;
  /** How much of the version was written: `1` is major, `1.2` or `1.2.x` minor, `*` none. */
  precision: 'none' | 'major' | 'minor' | 'patch';
}

const version = String.raw`v?([0-9xX*]+)(\.[0-9xX*]+)?(\.[0-9xX*]+)?(-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?(\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?`;
const hyphenRange = new RegExp(String.raw`(${version})\s+-\s+(${version})`, 'g');
const single = new RegExp(String.raw`\s*(!=|>=|=>|<=|=<|~>|=|>|<|~|\^|)\s*${version}(\s*)`, 'y');

/** Masterminds' own limits. */
const maxLength = 512;
const maxGroups = 32;

/**
 * Reads a constraint as Masterminds/semver v3 does, which Helm uses: `^1.2`, `~1.2.3`, `>=1.0, <2.0 || 3.x`,
 * `1.2 - 1.4`, `*`. Prereleases count only where the constraint itself names one. Throws a BadRequest failure.
 */
export function parseConstraint(text: string): VersionSet {
  if (text.length > maxLength)
    throw new Failure('BadRequest', `constraint string is too long (max ${maxLength} bytes)`);
  const rewritten = text.replace(hyphenRange, (...match: string[]) => `>= ${match[1]}, <= ${match[7]} `);
  const groups = rewritten.split('||');
  if (groups.length > maxGroups) throw new Failure('BadRequest', `too many constraint groups (max ${maxGroups})`);
  const alternatives = groups.map(parseGroup);
  return {
    contains(candidate) {
      const parsed = typeof candidate === 'string' ? parseLooseVersion(candidate) : candidate;
      return parsed !== undefined && alternatives.some((group) => groupFits(group, parsed));
    },
  };
}

function parseGroup(group: string): Constraint[] {
  const constraints: Constraint[] = [];
  single.lastIndex = 0;
  while (single.lastIndex < group.length || constraints.length === 0) {
    const match = single.exec(group);
    if (match === null) throw improper(group);
    constraints.push(constraintOf(match, group));
    const at = single.lastIndex;
    if (group.charAt(at) === ',') single.lastIndex = at + 1;
    else if (at < group.length && match.at(-1) === '') throw improper(group);
    if (single.lastIndex === group.length && at < group.length) throw improper(group);
  }
  return constraints;
}

function constraintOf(match: RegExpExecArray, group: string): Constraint {
  const [, operator = '', major = '', minor = '', patch = '', prerelease = ''] = match;
  const parts = [major, minor.slice(1), patch.slice(1)];
  const known = parts.findIndex((part) => part === '' || part === 'x' || part === 'X' || part === '*');
  const written = known < 0 ? parts : parts.slice(0, known);
  if (!written.every((part) => /^\d+$/.test(part))) throw improper(group);
  const [first = 0, second = 0, third = 0] = written.map(Number);
  const precision = (['none', 'major', 'minor', 'patch'] as const)[written.length] ?? 'patch';
  return {
    operator,
    precision,
    version: {
      ...numbers(first, second, third),
      prerelease: parsePrerelease(prerelease.slice(1)),
      build: '',
      text: '',
    },
  };
}

function numbers(major: number, minor: number, patch: number): Pick<Version, 'major' | 'minor' | 'patch'> {
  return { major, minor, patch };
}

function improper(group: string): Failure {
  return new Failure('BadRequest', `improper constraint: ${goQuote(group)}`);
}

function groupFits(group: Constraint[], candidate: Version): boolean {
  const prereleases = group.some((constraint) => constraint.version.prerelease.length > 0);
  if (candidate.prerelease.length > 0 && !prereleases) return false;
  return group.every((constraint) => fits(constraint, candidate));
}

function fits(constraint: Constraint, candidate: Version): boolean {
  const order = compareVersions(candidate, constraint.version);
  switch (constraint.operator) {
    case '>':
      return isAbove(constraint, candidate, order);
    case '<':
      return order < 0;
    case '>=':
    case '=>':
      return order >= 0;
    case '<=':
    case '=<':
      return order <= 0 || (constraint.precision !== 'patch' && isWithin(constraint, candidate, '<='));
    case '!=':
      return constraint.precision === 'patch' ? order !== 0 : differs(constraint, candidate, order);
    case '^':
      return order >= 0 && isCaret(constraint, candidate);
    case '~':
    case '~>':
      return order >= 0 && isTilde(constraint, candidate);
    default:
      return constraint.precision === 'patch' ? order === 0 : order >= 0 && isTilde(constraint, candidate);
  }
}

/** `>1` means above all of 1.x. */
function isAbove({ precision, version }: Constraint, candidate: Version, order: number): boolean {
  if (precision === 'patch' || candidate.major !== version.major) return order > 0;
  if (precision === 'major') return false;
  return precision === 'minor' ? candidate.minor > version.minor : order > 0;
}

/** `<=1.2` includes all of 1.2.x, and `<=*` whatever has major 0. */
function isWithin({ precision, version }: Constraint, candidate: Version, _operator: '<='): boolean {
  if (candidate.major !== version.major) return candidate.major < version.major;
  return precision === 'major' || candidate.minor <= version.minor;
}

function differs({ precision, version }: Constraint, candidate: Version, order: number): boolean {
  if (candidate.major !== version.major) return true;
  if (precision === 'major') return false;
  if (candidate.minor !== version.minor) return true;
  if (precision === 'none') return order !== 0;
  const samePrerelease = candidate.prerelease.join('.') === version.prerelease.join('.');
  return !samePrerelease;
}

/** `~1.2.3` stays in 1.2, `~1` in 1; `~0.0.0` and `*` take everything. */
function isTilde({ precision, version }: Constraint, candidate: Version): boolean {
  const zero = version.major === 0 && version.minor === 0 && version.patch === 0;
  if (zero && (precision === 'none' || precision === 'patch')) return true;
  if (candidate.major !== version.major) return false;
  return precision === 'major' || candidate.minor === version.minor;
}

/** `^1.2` stays in 1, `^0.2` in 0.2, `^0.0.3` at 0.0.3. */
function isCaret({ precision, version }: Constraint, candidate: Version): boolean {
  if (candidate.major !== version.major) return false;
  if (version.major > 0 || precision === 'major') return true;
  if (candidate.minor !== version.minor) return false;
  return version.minor > 0 || precision === 'minor' || candidate.patch === version.patch;
}

const loose = new RegExp(`^${version.replace(/xX\*/g, '')}$`);

/** Reads `1`, `v1.2`, `1.2.3-rc.1` as Masterminds and Helm do; missing numbers are zero. */
export function parseLooseVersion(text: string): Version | undefined {
  if (text.length > 256) return undefined;
  const match = loose.exec(text);
  if (match === null) return undefined;
  const [major = 0, minor = 0, patch = 0] = match.slice(1, 4).map((part) => Number((part ?? '0').replace('.', '')));
  if (![major, minor, patch].every(Number.isSafeInteger)) return undefined;
  return {
    ...numbers(major, minor, patch),
    prerelease: parsePrerelease(match[4]?.slice(1)),
    build: match[5]?.slice(1) ?? '',
    text,
  };
}
