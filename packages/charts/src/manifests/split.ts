const separator = /(?:^|\s*\n)---\s*/;

/** The documents of a YAML stream as texts, without separators and empty ones, as Helm cuts them. */
export function splitManifests(stream: string): string[] {
  return goTrim(stream)
    .split(separator)
    .filter((document) => document !== '')
    .map(goTrim);
}

const white = '[\\t\\n\\v\\f\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';
const leading = new RegExp(`^${white}+`);
const isWhite = new RegExp(white);

/** Go's strings.TrimSpace: unlike trim() it leaves byte order marks alone. */
export function goTrim(text: string): string {
  const trimmed = text.replace(leading, '');
  let end = trimmed.length;
  while (end > 0 && isWhite.test(trimmed.charAt(end - 1))) end -= 1;
  return trimmed.slice(0, end);
}
