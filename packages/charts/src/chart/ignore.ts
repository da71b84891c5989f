import { Failure } from '@violet/machinery';
import { goTrim } from '../text/go-trim.ts';
import type { ChartFile } from './chart.ts';
import { compilePattern } from './match-path.ts';

/** Whether a path below a chart's directory is left out. */
export type IgnoreRules = (path: string, isDirectory: boolean) => boolean;

interface Rule {
  pattern: RegExp;
  negated: boolean;
  directoriesOnly: boolean;
  /** A pattern without a slash looks at the last part of a path alone. */
  baseOnly: boolean;
}

/**
 * The files of a chart's directory that count: those that its .helmignore names are left out, and files under
 * templates/ that begin with a dot. For directories only; what was packed once is read whole.
 */
export function filterIgnored<T extends ChartFile>(files: readonly T[]): T[] {
  const own = files.find((file) => file.name === '.helmignore');
  const ignores = ignoreRules(own === undefined ? '' : new TextDecoder().decode(own.data));
  const directories = new Map<string, boolean>();
  return files.filter(({ name }) => !ignores(name, false) && !isBelowIgnored(name, ignores, directories));
}

/** A file goes with any directory above it that is ignored; what is known of directories is kept in `known`. */
function isBelowIgnored(path: string, ignores: IgnoreRules, known: Map<string, boolean>): boolean {
  const slash = path.lastIndexOf('/');
  if (slash < 0) return false;
  const directory = path.slice(0, slash);
  const ignored = known.get(directory) ?? (ignores(directory, true) || isBelowIgnored(directory, ignores, known));
  known.set(directory, ignored);
  return ignored;
}

/** The rules of a .helmignore (empty if there is none), with Helm's own; throws a Failure of code Invalid. */
export function ignoreRules(text: string): IgnoreRules {
  const lines = text.replace(/^\ufeff/, '').split(/\r?\n/);
  const rules = [...lines, 'templates/.?*'].map(goTrim).filter((line) => line !== '' && !line.startsWith('#'));
  const parsed = rules.map(parseRule);
  return (path, isDirectory) => ignores(path, isDirectory, parsed);
}

function parseRule(line: string): Rule {
  if (line.includes('**')) throw refuse('double-star (**) syntax is not supported');
  if (compilePattern(line) === undefined) throw refuse('syntax error in pattern');
  const negated = line.startsWith('!');
  const body = negated ? line.slice(1) : line;
  const directoriesOnly = body.endsWith('/');
  const path = directoriesOnly ? body.slice(0, -1) : body;
  const pattern = compilePattern(path.replace(/^\//, '')) ?? /(?!)/;
  return { pattern, negated, directoriesOnly, baseOnly: !path.includes('/') };
}

const refuse = (message: string) => new Failure('Invalid', message, { hint: 'look at .helmignore' });

function ignores(path: string, isDirectory: boolean, rules: readonly Rule[]): boolean {
  for (const { pattern, negated, directoriesOnly, baseOnly } of rules) {
    const matches = pattern.test(baseOnly ? path.slice(path.lastIndexOf('/') + 1) : path);
    if (negated) {
      // Helm reads `!pattern` as "ignore what does not match".
      if ((directoriesOnly && !isDirectory) || !matches) return true;
    } else if (matches && (isDirectory || !directoriesOnly)) {
      return true;
    }
  }
  return false;
}
