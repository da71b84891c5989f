import { matchesName } from './name-pattern.ts';

/** Lines of gitignore in files of this name, at any level, leave files out of a catalogue. */
export const indexIgnoreName = '.indexignore';

interface Pattern {
  /** Parts of the path of the folder that holds the file. */
  domain: string[];
  parts: string[];
  /** `!`: takes files in again. */
  includes: boolean;
  directoriesOnly: boolean;
}

/** Whether a file is left out. `files` are the `.indexignore` files by path; later patterns win. */
export function ignoredBy(files: ReadonlyMap<string, string>): (path: string) => boolean {
  const patterns = [...files]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([path, text]) => parsePatterns(text, path.split('/').slice(0, -1)));
  return (path) => {
    const last = patterns.findLast((pattern) => matches(pattern, path.split('/')));
    return last !== undefined && !last.includes;
  };
}

function parsePatterns(text: string, domain: string[]): Pattern[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const includes = line.startsWith('!');
      const pattern = includes ? line.slice(1) : line;
      const directoriesOnly = pattern.endsWith('/');
      return { domain, includes, directoriesOnly, parts: pattern.replace(/\/$/, '').split('/') };
    });
}

function matches(pattern: Pattern, path: string[]): boolean {
  const { domain, parts } = pattern;
  if (path.length <= domain.length || domain.some((part, index) => path[index] !== part)) return false;
  const rest = path.slice(domain.length);
  return parts.length === 1 ? matchesAnywhere(pattern, rest) : matchesFromHere(pattern, rest);
}

function matchesAnywhere({ parts: [name = ''], directoriesOnly }: Pattern, path: string[]): boolean {
  const at = path.findIndex((part) => matchesName(name, part));
  return at >= 0 && !(directoriesOnly && at === path.length - 1);
}

/** As go-git does it: `**` passes over folders until the part behind it fits once. */
function matchesFromHere({ parts, directoriesOnly }: Pattern, path: string[]): boolean {
  let rest = path;
  let matched = false;
  let mayPassOver = false;
  for (const [index, part] of parts.entries()) {
    if (part === '') {
      mayPassOver = false;
      continue;
    }
    if (part === '**') {
      if (index === parts.length - 1) break;
      mayPassOver = true;
      continue;
    }
    if (part.includes('**') || rest.length === 0) return false;
    const at = mayPassOver
      ? rest.findIndex((name) => matchesName(part, name))
      : Number(matchesName(part, rest[0] ?? '')) - 1;
    if (at < 0 && !mayPassOver) return false;
    matched = at >= 0;
    rest = at < 0 ? [] : rest.slice(at + 1);
    mayPassOver = false;
  }
  return matched && !(directoriesOnly && rest.length === 0);
}
