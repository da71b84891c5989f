import type { RE2JS } from 're2js';

/** Where a match is, and its groups by number and by name. */
export interface Match {
  start: number;
  end: number;
  groups: (string | null)[];
  named: ReadonlyMap<string, number>;
}

/** Go's FindAll: no empty match right after another one. A negative limit asks for all. */
export function findMatches(regex: RE2JS, text: string, limit: number, grow?: Grow): Match[] {
  const named = namesOf(regex);
  const found: Match[] = [];
  eachMatch(regex, text, { limit, grow }, (start, end, matcher) => {
    const groups: (string | null)[] = [];
    for (let index = 0; index <= matcher.groupCount(); index++) {
      groups.push(matcher.group(index) ?? null);
    }
    found.push({ start, end, groups, named });
  });
  return found;
}

const NO_NAMES: ReadonlyMap<string, number> = new Map();

function namesOf(regex: RE2JS): ReadonlyMap<string, number> {
  const names = Object.entries(regex.namedGroups() ?? {});
  return names.length === 0 ? NO_NAMES : new Map(names.map(([name, index]) => [name, Number(index)]));
}

/** What a match takes up beside its text, in characters of output. */
const MATCH_SIZE = 64;

/** Called now and then with the size of what has been found. */
export type Grow = (size: number) => void;

type Matcher = ReturnType<RE2JS['matcher']>;

function eachMatch(
  regex: RE2JS,
  text: string,
  { limit, grow }: { limit: number; grow?: Grow | undefined },
  found: (start: number, end: number, matcher: Matcher) => void,
): void {
  const matcher = regex.matcher(text);
  let count = 0;
  let previousEnd = -1;
  for (let at = 0; at <= text.length && (limit < 0 || count < limit); ) {
    if (!matcher.find(at)) {
      break;
    }
    const start = matcher.start();
    const end = matcher.end();
    if (end !== at || start !== previousEnd) {
      found(start, end, matcher);
      count += 1;
      if (count % 4096 === 0) {
        grow?.(count * MATCH_SIZE);
      }
    }
    at = end === at ? at + characterLength(text, at) : end;
    previousEnd = end;
  }
}

function characterLength(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}

/** The texts of the matches. */
export function matchedTexts(regex: RE2JS, text: string, limit: number, grow?: Grow): string[] {
  const texts: string[] = [];
  eachMatch(regex, text, { limit, grow }, (start, end) => texts.push(text.slice(start, end)));
  return texts;
}

/** Go's ReplaceAllLiteral. */
export function replaceLiterally(regex: RE2JS, text: string, replacement: string, grow?: Grow): string {
  let out = '';
  let at = 0;
  eachMatch(regex, text, { limit: -1, grow }, (start, end) => {
    out += text.slice(at, start) + replacement;
    at = end;
  });
  return at === 0 && out === '' ? text : out + text.slice(at);
}

/** Go's ReplaceAll, with what the groups held. */
export function replaceMatches(regex: RE2JS, text: string, replacement: (match: Match) => string, grow?: Grow): string {
  let out = '';
  let at = 0;
  for (const match of findMatches(regex, text, -1, grow)) {
    out += text.slice(at, match.start) + replacement(match);
    at = match.end;
  }
  return out + text.slice(at);
}

/** Go's Expand: `$1`, `$name`, `${name}` and `$$`. */
export function expandTemplate(template: string, match: Match, text: string): string {
  return template.replace(/\$(?:(\$)|\{([\p{L}\p{Nd}_]+)\}|([\p{L}\p{Nd}_]+))/gu, (whole, dollar, braced, bare) => {
    if (dollar !== undefined) {
      return '$';
    }
    const name = String(braced ?? bare);
    if (name === '') {
      return whole;
    }
    return /^(?:0|[1-9][0-9]{0,8})$/.test(name) ? groupAt(Number(name), match, text) : groupNamed(name, match);
  });
}

function groupAt(index: number, match: Match, text: string): string {
  return match.groups[index] ?? (index === 0 ? text.slice(match.start, match.end) : '');
}

/** Go lets several groups have the same name: the first that took part. */
function groupNamed(name: string, { named, groups }: Match): string {
  for (let again = name; ; again += AGAIN) {
    const index = named.get(again);
    const group = index === undefined ? '' : groups[index];
    if (group !== null && group !== undefined) {
      return group;
    }
  }
}

/** What is put behind the name of a group that has the name of one before it. */
export const AGAIN = '_again';

/** Go's Split; null where Go gives a nil slice. */
export function splitByMatches(
  regex: RE2JS,
  text: string,
  { pattern, count, grow }: { pattern: string; count: number; grow?: Grow },
): string[] | null {
  if (count === 0) {
    return null;
  }
  if (pattern !== '' && text === '') {
    return [''];
  }
  const parts: string[] = [];
  let begin = 0;
  let end = 0;
  for (const match of findMatches(regex, text, count, grow)) {
    if (count > 0 && parts.length === count - 1) {
      break;
    }
    end = match.start;
    if (match.end !== 0) {
      parts.push(text.slice(begin, end));
    }
    begin = match.end;
  }
  if (end !== text.length) {
    parts.push(text.slice(begin));
  }
  return parts;
}
