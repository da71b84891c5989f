import { RE2JS } from 're2js';
import { byteLength } from '../text/bytes.ts';
import { quote } from '../text/quote.ts';
import { findMatches, replaceMatches } from '../text/regex-match.ts';
import { comparePrereleases, compareVersions, parseVersion, type Version } from './version.ts';

const MAX_LENGTH = 512;
const MAX_GROUPS = 32;

const VERSION =
  'v?([0-9|x|X|\\*]+)(\\.[0-9|x|X|\\*]+)?(\\.[0-9|x|X|\\*]+)?' +
  '(-([0-9A-Za-z\\-]+(\\.[0-9A-Za-z\\-]+)*))?' +
  '(\\+([0-9A-Za-z\\-]+(\\.[0-9A-Za-z\\-]+)*))?';
const OPERATORS = '=||!=|>|<|>=|=>|<=|=<|~|~>|\\^';

const SPACE = '[\\t\\n\\f\\r ]';

// These patterns are open to catastrophic backtracking, hence RE2's engine.
const ONE = lazily(`^${SPACE}*(${OPERATORS})${SPACE}*(${VERSION})${SPACE}*$`);
const RANGE = lazily(`${SPACE}*(${VERSION})${SPACE}+-${SPACE}+(${VERSION})${SPACE}*`);
const EACH = lazily(`(${OPERATORS})${SPACE}*(${VERSION})`);
const GROUP = lazily(
  `^(${SPACE}*(${OPERATORS})${SPACE}*(${VERSION})${SPACE}*)((?:${SPACE}+|,${SPACE}*)(${OPERATORS})${SPACE}*(${VERSION})${SPACE}*)*$`,
);

function lazily(pattern: string): () => RE2JS {
  let compiled: RE2JS | undefined;
  return () => {
    compiled ??= RE2JS.compile(pattern);
    return compiled;
  };
}

interface Constraint {
  operator: string;
  version: Version;
  /** Something of it is left open, as in 1.x. */
  isOpen: boolean;
  minorIsOpen: boolean;
  patchIsOpen: boolean;
}

/** Groups of which one has to hold; of a group everything. */
export type Constraints = readonly { all: readonly Constraint[]; hasPrerelease: boolean }[];

/** Throws an Error with the words of Masterminds/semver. */
export function parseConstraints(text: string): Constraints {
  if (byteLength(text) > MAX_LENGTH) {
    throw new Error(`constraint string is too long (max ${MAX_LENGTH} bytes)`);
  }
  const groups = rewriteRanges(text).split('||');
  if (groups.length > MAX_GROUPS) {
    throw new Error(`too many constraint groups (max ${MAX_GROUPS})`);
  }
  return groups.map((group) => {
    if (!GROUP().matcher(group).find()) {
      throw new Error(`improper constraint: ${quote(group)}`);
    }
    const found = findMatches(EACH(), group, -1).map(({ start, end }) => group.slice(start, end));
    const all = (found.length === 0 ? [group] : found).map(parseOne);
    return { all, hasPrerelease: all.some(({ version }) => version.prerelease !== '') };
  });
}

function rewriteRanges(text: string): string {
  return replaceMatches(RANGE(), text, ({ groups }) => `>= ${groups[1]}, <= ${groups[11]} `);
}

function isWildcard(text: string): boolean {
  return text === '' || text === 'x' || text === 'X' || text === '*';
}

function parseOne(text: string): Constraint {
  if (text === '') {
    return { operator: '', version: parseVersion('0.0.0'), isOpen: true, minorIsOpen: false, patchIsOpen: false };
  }
  const match = findMatches(ONE(), text, 1)[0]?.groups;
  if (match === undefined) {
    throw new Error(`improper constraint: ${quote(text)}`);
  }
  const [, operator = '', whole = '', major = '', minor = '', patch = '', prerelease = ''] = match.map(
    (group) => group ?? '',
  );
  const open = { isOpen: true, minorIsOpen: false, patchIsOpen: false };
  if (isWildcard(major)) {
    return { operator, version: constraintVersion(`0.0.0${prerelease}`), ...open };
  }
  if (isWildcard(minor.slice(1))) {
    return { operator, version: constraintVersion(`${major}.0.0${prerelease}`), ...open, minorIsOpen: true };
  }
  if (isWildcard(patch.slice(1))) {
    return { operator, version: constraintVersion(`${major}${minor}.0${prerelease}`), ...open, patchIsOpen: true };
  }
  return { operator, version: constraintVersion(whole), ...open, isOpen: false };
}

function constraintVersion(text: string): Version {
  try {
    return parseVersion(text);
  } catch {
    throw new Error('constraint parser error');
  }
}

export function satisfies(version: Version, constraints: Constraints): boolean {
  return constraints.some(({ all, hasPrerelease }) =>
    all.every((constraint) => (version.prerelease === '' || hasPrerelease) && holds(version, constraint)),
  );
}

function holds(version: Version, constraint: Constraint): boolean {
  const order = compareVersions(version, constraint.version);
  switch (constraint.operator) {
    case '!=':
      return isDifferent(version, constraint);
    case '>':
      return isGreater(version, constraint);
    case '<':
      return order < 0;
    case '>=':
    case '=>':
      return order >= 0;
    case '<=':
    case '=<':
      return isAtMost(version, constraint);
    case '~':
    case '~>':
      return fitsTilde(version, constraint);
    case '^':
      return fitsCaret(version, constraint);
    default:
      return constraint.isOpen ? fitsTilde(version, constraint) : order === 0;
  }
}

function isDifferent(version: Version, { version: wanted, isOpen, minorIsOpen, patchIsOpen }: Constraint): boolean {
  if (isOpen) {
    if (wanted.major !== version.major) {
      return true;
    }
    if (minorIsOpen) {
      return false;
    }
    if (wanted.minor !== version.minor) {
      return true;
    }
    if (patchIsOpen) {
      const hasPrerelease = version.prerelease !== '' || wanted.prerelease !== '';
      return hasPrerelease && comparePrereleases(version.prerelease, wanted.prerelease) !== 0;
    }
    if (wanted.patch !== version.patch) {
      return true;
    }
  }
  return compareVersions(version, wanted) !== 0;
}

function isGreater(version: Version, { version: wanted, isOpen, minorIsOpen, patchIsOpen }: Constraint): boolean {
  if (isOpen) {
    if (version.major !== wanted.major) {
      return version.major > wanted.major;
    }
    if (minorIsOpen) {
      return false;
    }
    if (patchIsOpen) {
      return version.minor > wanted.minor;
    }
  }
  return compareVersions(version, wanted) > 0;
}

function isAtMost(version: Version, { version: wanted, isOpen, minorIsOpen }: Constraint): boolean {
  if (!isOpen) {
    return compareVersions(version, wanted) <= 0;
  }
  if (version.major > wanted.major) {
    return false;
  }
  return !(version.major === wanted.major && version.minor > wanted.minor && !minorIsOpen);
}

function fitsTilde(version: Version, { version: wanted, minorIsOpen, patchIsOpen }: Constraint): boolean {
  if (compareVersions(version, wanted) < 0) {
    return false;
  }
  const isZero = wanted.major === 0n && wanted.minor === 0n && wanted.patch === 0n;
  if (isZero && !minorIsOpen && !patchIsOpen) {
    return true;
  }
  return version.major === wanted.major && (version.minor === wanted.minor || minorIsOpen);
}

function fitsCaret(version: Version, { version: wanted, minorIsOpen, patchIsOpen }: Constraint): boolean {
  if (compareVersions(version, wanted) < 0) {
    return false;
  }
  if (wanted.major > 0n || minorIsOpen) {
    return version.major === wanted.major;
  }
  if (version.major > 0n) {
    return false;
  }
  if (wanted.minor > 0n || patchIsOpen) {
    return version.minor === wanted.minor;
  }
  return version.minor === 0n && wanted.patch === version.patch;
}
