import { compileRegexp } from '@violet/gotemplate';
import type { Pattern } from './schema.ts';

/** By RE2's rules, so no text takes longer than its length. Throws an Error with Go's words. */
export function compilePattern(source: string): Pattern {
  const compiled = compileRegexp(source);
  return { source, matches: (text) => compiled.matcher(text).find() };
}

/** What is wrong with a pattern, undefined if nothing. */
export function patternProblem(source: string): string | undefined {
  try {
    compileRegexp(source);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
