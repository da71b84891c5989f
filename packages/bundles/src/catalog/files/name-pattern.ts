/** Go's filepath.Match for one part of a path: `*`, `?`, `[a-z]`, `\x`. A malformed pattern matches nothing. */
export function matchesName(pattern: string, name: string): boolean {
  const tokens = tokensOf(pattern);
  if (tokens === undefined) return false;
  const characters = [...name];
  let token = 0;
  let at = 0;
  // Only the last star is ever gone back to, so that no pattern takes more than tokens × characters.
  let star: { token: number; at: number } | undefined;
  while (at < characters.length) {
    const current = tokens[token];
    if (current === 'star') {
      star = { token: token++, at };
    } else if (current?.(characters[at] ?? '')) {
      token++;
      at++;
    } else if (star !== undefined) {
      token = star.token + 1;
      at = ++star.at;
    } else {
      return false;
    }
  }
  return tokens.slice(token).every((rest) => rest === 'star');
}

type Token = 'star' | ((character: string) => boolean);

function tokensOf(pattern: string): Token[] | undefined {
  const tokens: Token[] = [];
  const parts = pattern.match(/\\.|\[(?:\\.|[^\]\\])+\]|./gsu) ?? [];
  for (const part of parts) {
    if (part === '*') tokens.push('star');
    else if (part === '?') tokens.push(() => true);
    else if (part === '[' || part === '\\') return undefined;
    else if (part.startsWith('[')) tokens.push(classOf(part.slice(1, -1)));
    else {
      const literal = part.startsWith('\\') ? part.slice(1) : part;
      tokens.push((character) => character === literal);
    }
  }
  return tokens;
}

function classOf(text: string): Token {
  const negated = text.startsWith('^');
  const ranges = [...(negated ? text.slice(1) : text).matchAll(/(\\.|[^\\])(?:-(\\.|[^\\]))?/gsu)].map(
    ([, low = '', high = low]) => [unescaped(low), unescaped(high)] as const,
  );
  return (character) => ranges.some(([low, high]) => low <= character && character <= high) !== negated;
}

function unescaped(text: string): string {
  return text.startsWith('\\') ? text.slice(1) : text;
}
