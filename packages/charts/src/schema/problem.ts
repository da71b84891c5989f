import { goQuote } from '@violet/gotemplate';

/** A place in a value: the last step, and what leads to it. */
export interface Place {
  step: string;
  parent: Place | undefined;
}

/** What a schema has against a value. Several of one schema form a group; a reference with one cause says nothing itself. */
export interface Problem {
  kind?: 'group' | 'reference';
  place: Place | undefined;
  say: () => string;
  causes: readonly Problem[];
}

/** The lines that Helm shows, each with what lies below it, without a line break at the end. */
export function problemText(problem: Problem): string {
  const problems = problem.kind === 'group' ? problem.causes : [problem];
  const lines: string[] = [];
  for (const one of problems) print(one, 0, lines);
  return lines.join('\n');
}

function print(problem: Problem, depth: number, lines: string[]): void {
  const isSilent = problem.kind === 'reference' && problem.causes.length === 1;
  if (!isSilent) lines.push(`${'  '.repeat(depth)}- at ${singleQuoted(placeText(problem.place))}: ${problem.say()}`);
  for (const cause of problem.causes) print(cause, isSilent ? depth : depth + 1, lines);
}

/** A JSON pointer. */
export function placeText(place: Place | undefined): string {
  let text = '';
  for (let at = place; at !== undefined; at = at.parent) text = `/${escapeStep(at.step)}${text}`;
  return text;
}

export function escapeStep(step: string): string {
  return step.replaceAll('~', '~0').replaceAll('/', '~1');
}

export function singleQuoted(text: string): string {
  const quoted = goQuote(text).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${quoted.slice(1, -1)}'`;
}

export function listed(names: readonly string[]): string {
  return names.map(singleQuoted).join(', ');
}
