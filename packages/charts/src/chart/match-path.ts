/** Go's filepath.Match: `*` and `?` do not cross a `/`; undefined for a malformed pattern. */
export function matchPath(pattern: string, path: string): boolean | undefined {
  const source = toRegExp(pattern);
  return source === undefined ? undefined : new RegExp(`^${source}$`, 'su').test(path);
}

function toRegExp(pattern: string): string | undefined {
  let source = '';
  const characters = Array.from(pattern);
  for (let at = 0; at < characters.length; at += 1) {
    const character = characters[at] ?? '';
    if (character === '*') source += '[^/]*';
    else if (character === '?') source += '[^/]';
    else if (character === '\\') {
      at += 1;
      if (at >= characters.length) return undefined;
      source += literal(characters[at] ?? '');
    } else if (character === '[') {
      const end = classEnd(characters, at);
      if (end === undefined) return undefined;
      source += characterClass(characters.slice(at + 1, end));
      at = end;
    } else source += literal(character);
  }
  return source;
}

function classEnd(characters: readonly string[], start: number): number | undefined {
  let at = start + 1;
  if (characters[at] === '^') at += 1;
  const first = at;
  for (; at < characters.length; at += 1) {
    if (characters[at] === ']' && at > first) return at;
    if (characters[at] === '\\') at += 1;
  }
  return undefined;
}

function characterClass(body: readonly string[]): string {
  const negated = body[0] === '^';
  const members = body
    .slice(negated ? 1 : 0)
    .map((character) => (character === '-' || character === '\\' ? character : literal(character)));
  return `(?!/)[${negated ? '^' : ''}${members.join('')}]`;
}

function literal(character: string): string {
  return /[\^$.*+?()[\]{}|/]/.test(character) ? `\\${character}` : character;
}
