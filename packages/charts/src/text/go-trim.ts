/** Go's strings.TrimSpace: unlike trim() it leaves byte order marks alone. */
export function goTrim(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isGoSpace(text.charCodeAt(start))) start += 1;
  while (end > start && isGoSpace(text.charCodeAt(end - 1))) end -= 1;
  return start === 0 && end === text.length ? text : text.slice(start, end);
}

/** Go's unicode.IsSpace. */
function isGoSpace(code: number): boolean {
  if (code <= 0x20) return code === 0x20 || (code >= 0x09 && code <= 0x0d);
  if (code === 0x85 || code === 0xa0) return true;
  return code >= 0x1680 && (code === 0x1680 || (code >= 0x2000 && code <= 0x200a) || others.has(code));
}

const others = new Set([0x2028, 0x2029, 0x202f, 0x205f, 0x3000]);
