import { goQuote } from '@violet/machinery';

/** A version as blang/semver reads it; `text` is in the form in which it prints it. */
export interface SemVersion {
  numbers: readonly [bigint, bigint, bigint];
  prerelease: readonly (string | bigint)[];
  build: readonly string[];
  text: string;
}

const numberNames = ['Major', 'Minor', 'Patch'] as const;
const digits = /^[0-9]+$/;
const words = /^[0-9A-Za-z-]+$/;
const mostDigits = 18446744073709551615n;

/** Reads a strict version: `1.2.3-rc.1+build`. A text in place of a version is blang/semver's message. */
export function parseSemVersion(text: string): SemVersion | string {
  if (text === '') return 'Version string empty';
  const parts = splitInThree(text);
  if (parts === undefined) return 'No Major.Minor.Patch elements found';
  const { patch, prerelease, build } = splitPatch(parts[2]);
  const numbers = [parts[0], parts[1], patch].map((part, index) => parseNumber(part, numberNames[index] ?? ''));
  const wrongNumber = numbers.find((number) => typeof number === 'string');
  if (wrongNumber !== undefined) return wrongNumber;
  const pre = prerelease?.split('.').map(parsePrerelease) ?? [];
  const wrong =
    pre.find((part) => typeof part === 'object') ??
    build
      ?.split('.')
      .map(parseBuild)
      .find((part) => part);
  if (wrong !== undefined) return wrong.problem;
  return {
    numbers: numbers as unknown as SemVersion['numbers'],
    prerelease: pre as (string | bigint)[],
    build: build?.split('.') ?? [],
    text,
  };
}

function splitInThree(text: string): [string, string, string] | undefined {
  const first = text.indexOf('.');
  const second = first < 0 ? -1 : text.indexOf('.', first + 1);
  if (second < 0) return undefined;
  return [text.slice(0, first), text.slice(first + 1, second), text.slice(second + 1)];
}

function splitPatch(text: string): { patch: string; prerelease?: string; build?: string } {
  const plus = text.indexOf('+');
  const front = plus < 0 ? text : text.slice(0, plus);
  const dash = front.indexOf('-');
  return {
    patch: dash < 0 ? front : front.slice(0, dash),
    ...(dash < 0 ? {} : { prerelease: front.slice(dash + 1) }),
    ...(plus < 0 ? {} : { build: text.slice(plus + 1) }),
  };
}

function parseNumber(text: string, name: string): bigint | string {
  const lower = name.toLowerCase();
  if (text !== '' && !digits.test(text)) return `Invalid character(s) found in ${lower} number ${goQuote(text)}`;
  if (text.length > 1 && text.startsWith('0')) return `${name} number must not contain leading zeroes ${goQuote(text)}`;
  if (text === '') return `strconv.ParseUint: parsing ${goQuote(text)}: invalid syntax`;
  const number = BigInt(text.slice(0, 32));
  return number > mostDigits ? `strconv.ParseUint: parsing ${goQuote(text)}: value out of range` : number;
}

function parsePrerelease(text: string): string | bigint | { problem: string } {
  if (text === '') return { problem: 'Prerelease is empty' };
  if (!digits.test(text)) {
    return words.test(text) ? text : { problem: `Invalid character(s) found in prerelease ${goQuote(text)}` };
  }
  if (text.length > 1 && text.startsWith('0')) {
    return { problem: `Numeric PreRelease version must not contain leading zeroes ${goQuote(text)}` };
  }
  return BigInt(text.slice(0, 32));
}

function parseBuild(text: string): { problem: string } | undefined {
  if (text === '') return { problem: 'Build meta data is empty' };
  return words.test(text) ? undefined : { problem: `Invalid character(s) found in build meta data ${goQuote(text)}` };
}

/** By semver's precedence: build metadata does not count. */
export function compareSemVersions(a: SemVersion, b: SemVersion): number {
  for (const index of [0, 1, 2] as const) {
    if (a.numbers[index] !== b.numbers[index]) return a.numbers[index] < b.numbers[index] ? -1 : 1;
  }
  return comparePrereleases(a.prerelease, b.prerelease);
}

/** With upstream's addition: of two versions that are equal otherwise the one without build metadata is the older one. */
export function compareWithBuild(a: SemVersion, b: SemVersion): number {
  const order = compareSemVersions(a, b);
  if (order !== 0 || a.build.length === 0 || b.build.length === 0) return order || a.build.length - b.build.length;
  return comparePrereleases(a.build.map(numberOrWord), b.build.map(numberOrWord));
}

function numberOrWord(text: string): string | bigint {
  return digits.test(text) ? BigInt(text.slice(0, 32)) : text;
}

function comparePrereleases(a: SemVersion['prerelease'], b: SemVersion['prerelease']): number {
  if (a.length === 0 || b.length === 0) return Number(a.length === 0) - Number(b.length === 0);
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    const order = compareParts(a[index] ?? '', b[index] ?? '');
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function compareParts(a: string | bigint, b: string | bigint): number {
  if (typeof a !== typeof b) return typeof a === 'bigint' ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}
