import { byteLength } from '../text/bytes.ts';

const MAX_LENGTH = 256;
const LARGEST_UINT64 = 2n ** 64n - 1n;
const LOOSE =
  /^v?([0-9]+)(\.[0-9]+)?(\.[0-9]+)?(-([0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*))?(\+([0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*))?$/;

/** A semantic version, read as loosely as Masterminds/semver reads it. */
export interface Version {
  major: bigint;
  minor: bigint;
  patch: bigint;
  prerelease: string;
  metadata: string;
  original: string;
}

/** Throws an Error with the library's words. */
export function parseVersion(text: string): Version {
  if (byteLength(text) > MAX_LENGTH) {
    throw new Error(`version string is too long (max ${MAX_LENGTH} bytes)`);
  }
  const match = LOOSE.exec(text);
  if (match === null) {
    throw new Error('invalid semantic version');
  }
  const [, major = '0', minor = '.0', patch = '.0', , prerelease = '', , , metadata = ''] = match;
  const version = {
    major: segment(major),
    minor: segment(minor.slice(1)),
    patch: segment(patch.slice(1)),
    prerelease,
    metadata,
    original: text,
  };
  if (prerelease.split('.').some((part) => /^0[0-9]+$/.test(part))) {
    throw new Error('version segment starts with 0');
  }
  return version;
}

function segment(digits: string): bigint {
  const value = BigInt(digits);
  if (value > LARGEST_UINT64) {
    throw new Error(`error parsing version segment: strconv.ParseUint: parsing "${digits}": value out of range`);
  }
  return value;
}

/** Without the leading v. */
export function versionText({ major, minor, patch, prerelease, metadata }: Version): string {
  return `${major}.${minor}.${patch}${prerelease && `-${prerelease}`}${metadata && `+${metadata}`}`;
}

/** Negative, zero or positive; metadata does not count. */
export function compareVersions(a: Version, b: Version): number {
  for (const key of ['major', 'minor', 'patch'] as const) {
    if (a[key] !== b[key]) {
      return a[key] < b[key] ? -1 : 1;
    }
  }
  if (a.prerelease === '' || b.prerelease === '') {
    return a.prerelease === b.prerelease ? 0 : a.prerelease === '' ? 1 : -1;
  }
  return comparePrereleases(a.prerelease, b.prerelease);
}

export function comparePrereleases(a: string, b: string): number {
  const partsA = a.split('.');
  const partsB = b.split('.');
  for (let index = 0; index < Math.max(partsA.length, partsB.length); index++) {
    const order = comparePart(partsA[index] ?? '', partsB[index] ?? '');
    if (order !== 0) {
      return order;
    }
  }
  return 0;
}

/** Numbers by value and before words, words by their letters. */
function comparePart(a: string, b: string): number {
  if (a === b) {
    return 0;
  }
  if (a === '' || b === '') {
    return a === '' ? -1 : 1;
  }
  const numberA = numberIn(a);
  const numberB = numberIn(b);
  if (numberA === undefined && numberB === undefined) {
    return a > b ? 1 : -1;
  }
  if (numberA === undefined || numberB === undefined) {
    return numberB === undefined ? -1 : 1;
  }
  return numberA > numberB ? 1 : -1;
}

function numberIn(text: string): bigint | undefined {
  const value = /^[0-9]+$/.test(text) ? BigInt(text) : undefined;
  return value !== undefined && value <= LARGEST_UINT64 ? value : undefined;
}
