import type { TagPattern } from '@violet/api';
import { compareVersions, findsPattern, patternProblem } from '@violet/machinery';

/** Patterns are written by people, and run for each tag. */
const maxPatternLength = 1000;

export interface KeptTags {
  /** Those that a pattern asks for. */
  kept: ReadonlySet<string>;
  /** Why a tag is not offered, by tag. */
  excluded: ReadonlyMap<string, string>;
  /** Patterns that are none: the others go on without them. */
  problems: string[];
}

/**
 * Which tags `tagPatterns` keep: of those that a pattern matches the newest `maxQuantity`. A tag that no pattern matches was
 * written down by somebody, and stays.
 */
export function keptTags(patterns: readonly TagPattern[], tags: readonly string[]): KeptTags {
  const problems = patterns.flatMap((pattern) => problemOf(pattern) ?? []);
  const limits = patterns.filter((pattern) => problemOf(pattern) === undefined && pattern.maxQuantity > 0);
  const kept = new Set<string>();
  const beyond = new Map<string, string>();
  for (const { name, regex, maxQuantity } of limits) {
    const newestFirst = tags.filter((tag) => findsPattern(regex, tag)).sort((a, b) => compareTags(b, a));
    for (const tag of newestFirst.slice(0, maxQuantity)) kept.add(tag);
    const newer = newestFirst.slice(0, maxQuantity).join(', ');
    const message = `tag pattern ${name} keeps ${maxQuantity}: ${newer}`;
    for (const tag of newestFirst.slice(maxQuantity)) if (!beyond.has(tag)) beyond.set(tag, message);
  }
  return { kept, excluded: new Map([...beyond].filter(([tag]) => !kept.has(tag))), problems };
}

function problemOf({ name, regex }: TagPattern): string | undefined {
  const problem =
    regex.length > maxPatternLength ? `longer than ${maxPatternLength} characters` : patternProblem(regex);
  return problem === undefined ? undefined : `tag pattern ${name} is no regular expression: ${problem}`;
}

/** Semantic versions by their order, other tags before them by the alphabet. */
function compareTags(left: string, right: string): number {
  return compareVersions(left, right) || (left < right ? -1 : left > right ? 1 : 0);
}
