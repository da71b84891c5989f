import { goTrim } from '../text/go-trim.ts';

/** The documents of a YAML stream as texts, without separators and empty ones, as Helm cuts them. */
export function splitManifests(stream: string): string[] {
  const text = goTrim(stream);
  const documents: string[] = [];
  let start = text.startsWith('---') ? endOfSpace(text, 3) : 0;
  for (;;) {
    const separator = text.indexOf('\n---', start);
    const end = separator < 0 ? text.length : startOfSpace(text, separator, start);
    if (end > start) documents.push(goTrim(text.slice(start, end)));
    if (separator < 0) return documents;
    start = endOfSpace(text, separator + 4);
  }
}

function endOfSpace(text: string, from: number): number {
  let at = from;
  while (isSpace(text.charCodeAt(at))) at += 1;
  return at;
}

function startOfSpace(text: string, from: number, least: number): number {
  let at = from;
  while (at > least && isSpace(text.charCodeAt(at - 1))) at -= 1;
  return at;
}

/** `\s` of Go's regular expressions. */
function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x09 || code === 0x0d || code === 0x0c;
}
