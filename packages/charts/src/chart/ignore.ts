import { Failure } from '@violet/machinery';
import type { ChartFile } from './chart.ts';
import { matchPath } from './match-path.ts';

interface Rule {
  pattern: string;
  negated: boolean;
  directoriesOnly: boolean;
}

/**
 * The files of a chart's directory that count: those that its .helmignore names are left out, and files under
 * templates/ that begin with a dot. For directories only; what was packed once is read whole.
 */
export function filterIgnored(files: readonly ChartFile[]): ChartFile[] {
  const own = files.find((file) => file.name === '.helmignore');
  const rules = own === undefined ? [] : parseRules(new TextDecoder().decode(own.data));
  rules.push({ pattern: 'templates/.?*', negated: false, directoriesOnly: false });
  return files.filter((file) => !isIgnored(file.name, rules));
}

function parseRules(text: string): Rule[] {
  return text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map(parseRule);
}

function parseRule(line: string): Rule {
  if (line.includes('**')) throw new Failure('Invalid', '.helmignore: double-star (**) syntax is not supported');
  if (matchPath(line, 'abc') === undefined)
    throw new Failure('Invalid', `.helmignore: syntax error in pattern ${line}`);
  const negated = line.startsWith('!');
  const body = negated ? line.slice(1) : line;
  return { pattern: body.replace(/\/$/, ''), negated, directoriesOnly: body.endsWith('/') };
}

/** A file goes with any directory above it that is ignored. */
function isIgnored(name: string, rules: readonly Rule[]): boolean {
  const parts = name.split('/');
  return parts.some((_, index) => ignores(parts.slice(0, index + 1).join('/'), index < parts.length - 1, rules));
}

function ignores(path: string, isDirectory: boolean, rules: readonly Rule[]): boolean {
  for (const rule of rules) {
    const matches = matchesRule(path, rule);
    if (rule.negated) {
      // Helm reads `!pattern` as "ignore what does not match".
      if ((rule.directoriesOnly && !isDirectory) || !matches) return true;
    } else if (matches && (isDirectory || !rule.directoriesOnly)) {
      return true;
    }
  }
  return false;
}

function matchesRule(path: string, rule: Rule): boolean {
  if (rule.pattern.startsWith('/')) return matchPath(rule.pattern.slice(1), path) === true;
  const subject = rule.pattern.includes('/') ? path : path.slice(path.lastIndexOf('/') + 1);
  return matchPath(rule.pattern, subject) === true;
}
