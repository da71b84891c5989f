import { compareVersions, type Problem, parseVersion, type SemanticVersion } from './semantic-version.ts';

/** Bounds that must all hold, in alternatives. */
export interface VersionRange {
  readonly alternatives: readonly (readonly Bound[])[];
}

interface Bound {
  readonly operator: Operator;
  readonly version: SemanticVersion;
}

type Operator = '=' | '!=' | '>' | '>=' | '<' | '<=';

const operators: Readonly<Record<string, Operator>> = {
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

/** Reads a range as blang/semver v4 does, in its words where it refuses one: bounds separated by spaces, `||`, `1.2.x`. */
export function parseRange(text: string): VersionRange | Problem {
  const groups = splitAlternatives(splitAtSpaces(text));
  if ('problem' in groups) return groups;
  const alternatives: Bound[][] = [];
  for (const group of groups) {
    const bounds: Bound[] = [];
    for (const part of group.flatMap(expandWildcard)) {
      const bound = typeof part === 'string' ? parseBound(part) : part;
      if ('problem' in bound) return bound;
      bounds.push(bound);
    }
    alternatives.push(bounds);
  }
  return { alternatives };
}

/** An alternative without bounds, which upstream cannot evaluate, holds nothing. */
export function isInRange(version: SemanticVersion, range: VersionRange): boolean {
  return range.alternatives.some((bounds) => bounds.length > 0 && bounds.every((bound) => fits(version, bound)));
}

function fits(version: SemanticVersion, bound: Bound): boolean {
  const order = compareVersions(version, bound.version);
  switch (bound.operator) {
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

/** A space after `>`, `<` or `=` splits nothing, and one character alone counts as nothing: both are upstream's. */
function splitAtSpaces(text: string): string[] {
  const parts: string[] = [];
  let start = 0;
  let previous = '';
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index);
    if (character !== ' ') previous = character;
    else if (!'<>='.includes(previous) || previous === '') {
      if (start < index - 1) parts.push(text.slice(start, index));
      start = index + 1;
    }
  }
  if (start < text.length - 1) parts.push(text.slice(start));
  return parts.map((part) => part.replaceAll(' ', ''));
}

function splitAlternatives(parts: readonly string[]): string[][] | Problem {
  const groups: string[][] = [[]];
  for (const [index, part] of parts.entries()) {
    if (part !== '||') groups.at(-1)?.push(part);
    else if (index === 0) return { problem: "First element in range is '||'" };
    else groups.push([]);
  }
  if (parts.length === 0 || parts.at(-1) === '||') return { problem: "Last element in range is '||'" };
  return groups;
}

function splitOperator(part: string): { operator: string; version: string } | Problem {
  const digit = part.search(/\p{Nd}/u);
  if (digit < 0) return { problem: `Could not get version from string: ${JSON.stringify(part)}` };
  return { operator: part.slice(0, digit).trim(), version: part.slice(digit) };
}

function parseBound(part: string): Bound | Problem {
  const split = splitOperator(part);
  if ('problem' in split) return split;
  const refuse = (why: string) => ({ problem: `Could not parse Range ${JSON.stringify(part)}: ${why}` });
  const whole = JSON.stringify(split.operator + split.version);
  const operator = operators[split.operator];
  if (operator === undefined) return refuse(`Could not parse comparator ${JSON.stringify(split.operator)} in ${whole}`);
  const version = parseVersion(split.version);
  if ('problem' in version)
    return refuse(`Could not parse version ${JSON.stringify(split.version)} in ${whole}: ${version.problem}`);
  return { operator, version };
}

/** `1.2.x` begins at 1.2.0 and ends before 1.3.0. Any part with an x is taken for a wildcard, a prerelease too. */
function expandWildcard(part: string): (string | Problem)[] {
  if (!part.includes('x')) return [part];
  const split = splitOperator(part);
  if ('problem' in split) return [split];
  const flat = withoutWildcards(split.version);
  const next = () => nextVersion(split.version, flat);
  switch (split.operator) {
    case '>':
      return [`>=${next()}`];
    case '>=':
    case '<':
      return [`${split.operator}${flat}`];
    case '<=':
      return [`<${next()}`];
    case '':
    case '=':
    case '==':
      return [`>=${flat}`, `<${next()}`];
    // Both must hold, so that nothing is left: upstream's way.
    case '!=':
    case '!':
      return [`<${flat}`, `>=${next()}`];
    default:
      return [flat];
  }
}

function withoutWildcards(version: string): string {
  const flat = version.replace('.x.x', '.x').replace('.x', '.0');
  return flat.split('.').length === 2 ? `${flat}.0` : flat;
}

/** The version after all that a wildcard means; none where the x was no wildcard. */
function nextVersion(wildcard: string, flat: string): string {
  const parts = wildcard.split('.');
  const [major = '', minor = '', ...rest] = flat.split('.');
  if (parts.at(-1) !== 'x') return '';
  if (parts.length === 3) return [major, incremented(minor), ...rest].join('.');
  return parts.length === 2 ? [incremented(major), minor, ...rest].join('.') : '';
}

function incremented(digits: string): string {
  return String(Number(digits) + 1);
}
