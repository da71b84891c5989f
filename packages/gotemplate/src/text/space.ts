const SPACES = '\\t\\n\\v\\f\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
const EDGES = new RegExp(`^[${SPACES}]+|[${SPACES}]+$`, 'g');
const ONE = new RegExp(`^[${SPACES}]$`);

/** Go's unicode.IsSpace, which is not quite JavaScript's. */
export function isSpace(rune: number): boolean {
  return ONE.test(String.fromCodePoint(rune));
}

/** Go's strings.TrimSpace. */
export function trimSpace(text: string): string {
  return text.replace(EDGES, '');
}
