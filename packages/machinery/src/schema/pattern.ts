import { RE2JS } from 're2js';

const compiled = new Map<string, RE2JS | Error>();

/** Go's regular expressions, linear in time; an Error where the pattern is none. */
export function compilePattern(pattern: string): RE2JS | Error {
  const known = compiled.get(pattern);
  if (known !== undefined) return known;
  const result = tryCompile(pattern);
  if (compiled.size > 5000) compiled.clear();
  compiled.set(pattern, result);
  return result;
}

function tryCompile(pattern: string): RE2JS | Error {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** Whether the pattern is found anywhere in the text; false for a pattern that does not compile. */
export function findsPattern(pattern: string, text: string): boolean {
  const expression = compilePattern(pattern);
  return !(expression instanceof Error) && expression.matcher(text).find();
}

/** What is wrong with a pattern, in the parser's words. */
export function patternProblem(pattern: string): string | undefined {
  const expression = compilePattern(pattern);
  return expression instanceof Error ? expression.message : undefined;
}

/** The text with all that the pattern finds replaced; `$1` names a group. A pattern that does not compile changes nothing. */
export function replacePattern(pattern: string, text: string, replacement: string): string {
  const expression = compilePattern(pattern);
  return expression instanceof Error ? text : expression.matcher(text).replaceAll(replacement);
}
