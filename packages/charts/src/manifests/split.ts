const separator = /(?:^|\s*\n)---\s*/;

/** The documents of a YAML stream as texts, without separators and empty ones, as Helm cuts them. */
export function splitManifests(stream: string): string[] {
  return goTrim(stream)
    .split(separator)
    .filter((document) => document !== '')
    .map(goTrim);
}

/** Go's strings.TrimSpace: unlike trim() it leaves byte order marks alone. */
export function goTrim(text: string): string {
  const white = '[\\t\\n\\v\\f\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+';
  return text.replace(new RegExp(`^${white}`), '').replace(new RegExp(`${white}$`), '');
}
