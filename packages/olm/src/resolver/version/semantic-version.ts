/** Versions as blang/semver v4 reads and orders them, which OLM uses; in its words where it refuses one. */

/** Numbers above 2^53 are bigints, which compare with numbers. */
type Whole = number | bigint;

export interface SemanticVersion {
  readonly major: Whole;
  readonly minor: Whole;
  readonly patch: Whole;
  readonly prerelease: readonly (Whole | string)[];
  readonly build: readonly string[];
}

export interface Problem {
  readonly problem: string;
}

const shape = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-([\w.-]+))?(?:\+([\w.-]+))?$/;
const identifiers = /^[0-9A-Za-z-]+$/;
const largest = 18446744073709551615n;

/** Reads `1.2.3-rc.1+build`. */
export function parseVersion(text: string): SemanticVersion | Problem {
  const match = shape.exec(text);
  if (match === null) return { problem: whyNoVersion(text) };
  const [, major = '', minor = '', patch = '', before = '', after = ''] = match;
  const prerelease = before === '' ? [] : before.split('.');
  const build = after === '' ? [] : after.split('.');
  const isPlain = [...prerelease, ...build].every((part) => identifiers.test(part));
  if (!isPlain || prerelease.some((part) => /^0\d+$/.test(part))) return { problem: whyNoVersion(text) };
  const tooLarge = [major, minor, patch, ...prerelease.filter(isNumeric)].find((part) => isTooLarge(part));
  if (tooLarge !== undefined) return { problem: outOfRange(tooLarge) };
  return {
    major: whole(major),
    minor: whole(minor),
    patch: whole(patch),
    prerelease: prerelease.map((part) => (isNumeric(part) ? whole(part) : part)),
    build,
  };
}

/** Reads `v1.2`, ` 01.2.3`: what is missing is zero. */
export function parseTolerantVersion(text: string): SemanticVersion | Problem {
  const parts = splitInThree(text.trim().replace(/^v/, '')).map(withoutLeadingZeros);
  if (parts.length < 3 && /[+-]/.test(parts.at(-1) ?? ''))
    return { problem: 'Short version cannot contain PreRelease/Build meta data' };
  while (parts.length < 3) parts.push('0');
  return parseVersion(parts.join('.'));
}

/** Below zero where the left one is older. */
export function compareVersions(left: SemanticVersion, right: SemanticVersion): number {
  return (
    order(left.major, right.major) ||
    order(left.minor, right.minor) ||
    order(left.patch, right.patch) ||
    comparePrereleases(left.prerelease, right.prerelease)
  );
}

export function versionText({ major, minor, patch, prerelease, build }: SemanticVersion): string {
  const tail = `${prerelease.length > 0 ? `-${prerelease.join('.')}` : ''}${build.length > 0 ? `+${build.join('.')}` : ''}`;
  return `${major}.${minor}.${patch}${tail}`;
}

function comparePrereleases(left: SemanticVersion['prerelease'], right: SemanticVersion['prerelease']): number {
  if (left.length === 0 || right.length === 0) return order(right.length, left.length);
  for (const [index, part] of left.entries()) {
    const other = right[index];
    if (other === undefined) return 1;
    const difference = comparePrereleasePart(part, other);
    if (difference !== 0) return difference;
  }
  return order(left.length, right.length);
}

function comparePrereleasePart(left: Whole | string, right: Whole | string): number {
  const [leftIsText, rightIsText] = [typeof left === 'string', typeof right === 'string'];
  if (leftIsText !== rightIsText) return leftIsText ? 1 : -1;
  return order(left, right);
}

function order(left: Whole | string, right: Whole | string): number {
  if (left < right) return -1;
  return left > right ? 1 : 0;
}

function splitInThree(text: string): string[] {
  const parts = text.split('.');
  return parts.length <= 3 ? parts : [...parts.slice(0, 2), parts.slice(2).join('.')];
}

function withoutLeadingZeros(part: string): string {
  if (part.length < 2) return part;
  const rest = part.replace(/^0+/, '');
  return /^\d/.test(rest) ? rest : `0${rest}`;
}

const isNumeric = (part: string) => /^\d+$/.test(part);
const isTooLarge = (part: string) => part.length > 15 && BigInt(part) > largest;

function whole(digits: string): Whole {
  return digits.length > 15 ? BigInt(digits) : Number(digits);
}

function outOfRange(digits: string): string {
  return `strconv.ParseUint: parsing ${JSON.stringify(digits)}: value out of range`;
}

/** The first thing that is wrong with a text that is no version. */
function whyNoVersion(text: string): string {
  if (text === '') return 'Version string empty';
  const [major, minor, rest] = splitInThree(text);
  if (major === undefined || minor === undefined || rest === undefined) return 'No Major.Minor.Patch elements found';
  const [beforeBuild = '', ...afterBuild] = rest.split('+');
  const [patch = '', ...afterPatch] = beforeBuild.split('-');
  const prerelease = afterPatch.length > 0 ? afterPatch.join('-').split('.') : [];
  const build = afterBuild.length > 0 ? afterBuild.join('+').split('.') : [];
  return (
    whyNoNumber('Major', major) ??
    whyNoNumber('Minor', minor) ??
    whyNoNumber('Patch', patch) ??
    prerelease.map(whyNoPrerelease).find((why) => why !== undefined) ??
    build.map(whyNoBuild).find((why) => why !== undefined) ??
    'No Major.Minor.Patch elements found'
  );
}

function whyNoNumber(name: 'Major' | 'Minor' | 'Patch', digits: string): string | undefined {
  if (/\D/.test(digits)) return `Invalid character(s) found in ${name.toLowerCase()} number ${JSON.stringify(digits)}`;
  if (/^0\d/.test(digits)) return `${name} number must not contain leading zeroes ${JSON.stringify(digits)}`;
  if (digits === '') return 'strconv.ParseUint: parsing "": invalid syntax';
  return isTooLarge(digits) ? outOfRange(digits) : undefined;
}

function whyNoPrerelease(part: string): string | undefined {
  if (part === '') return 'Prerelease is empty';
  if (/^0\d+$/.test(part)) return `Numeric PreRelease version must not contain leading zeroes ${JSON.stringify(part)}`;
  if (!identifiers.test(part)) return `Invalid character(s) found in prerelease ${JSON.stringify(part)}`;
  return isNumeric(part) && isTooLarge(part) ? outOfRange(part) : undefined;
}

function whyNoBuild(part: string): string | undefined {
  if (part === '') return 'Build meta data is empty';
  if (identifiers.test(part)) return undefined;
  return `Invalid character(s) found in build meta data ${JSON.stringify(part)}`;
}
