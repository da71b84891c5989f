import type { RE2JS } from 're2js';

/** Where a match is, and its groups by number and by name. */
export interface Match {
  start: number;
  end: number;
  groups: (string | null)[];
  named: ReadonlyMap<string, number>;
}

/** Go's FindAll: no empty match right after another one. A negative limit asks for all. */
export function findMatches(regex: RE2JS, text: string, limit: number): Match[] {
  const matcher = regex.matcher(text);
  const named = new Map(Object.entries(regex.namedGroups() ?? {}).map(([name, index]) => [name, Number(index)]));
  const found: Match[] = [];
  let previousEnd = -1;
  for (let at = 0; at <= text.length && (limit < 0 || found.length < limit); ) {
    if (!matcher.find(at)) {
      break;
    }
    const start = matcher.start();
    const end = matcher.end();
    if (end !== at || start !== previousEnd) {
      const groups = Array.from({ length: matcher.groupCount() + 1 }, (_, index) => matcher.group(index) ?? null);
      found.push({ start, end, groups, named });
    }
    at = end === at ? at + characterLength(text, at) : end;
    previousEnd = end;
  }
  return found;
}

function characterLength(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}

export function replaceMatches(regex: RE2JS, text: string, replacement: (match: Match) => string): string {
  let out = '';
  let at = 0;
  for (const match of findMatches(regex, text, -1)) {
    out += text.slice(at, match.start) + replacement(match);
    at = match.end;
  }
  return out + text.slice(at);
}

/** Go's Expand: `$1`, `$name`, `${name}` and `$$`. */
export function expandTemplate(template: string, match: Match, text: string): string {
  if (!template.includes('$')) {
    return template;
  }
  return template.replace(/\$(?:(\$)|\{([\p{L}\p{Nd}_]+)\}|([\p{L}\p{Nd}_]+))/gu, (whole, dollar, braced, bare) => {
    if (dollar !== undefined) {
      return '$';
    }
    const name = String(braced ?? bare);
    if (name === '') {
      return whole;
    }
    const index = /^[0-9]+$/.test(name) ? Number(name) : match.named.get(name);
    return index === undefined ? '' : (match.groups[index] ?? (index === 0 ? text.slice(match.start, match.end) : ''));
  });
}

/** Go's Split; null where Go gives a nil slice. */
export function splitByMatches(
  regex: RE2JS,
  text: string,
  { pattern, count }: { pattern: string; count: number },
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
  for (const match of findMatches(regex, text, count)) {
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
