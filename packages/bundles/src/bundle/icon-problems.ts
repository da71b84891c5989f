import type { ClusterServiceVersion } from '@violet/api';

/** Icons are shown by consoles: what runs in a browser has no place in them. */
const activeContent = [
  { pattern: /<script[\s/>]/i, what: 'a script' },
  { pattern: /\son[a-z]+\s*=\s*["']/i, what: 'an event handler' },
  { pattern: /(?:href|src)\s*=\s*["']\s*javascript:/i, what: 'a javascript: link' },
  { pattern: /<!ENTITY\s/i, what: 'an entity of its own' },
];

/** One problem for each icon that must not be shown. */
export function iconProblems({ spec }: ClusterServiceVersion): string[] {
  const icons = Array.isArray(spec.icon) ? spec.icon : [];
  return icons.flatMap((icon, index) => {
    const text = decoded(icon?.base64data ?? '');
    if (!icon?.mediatype?.includes('svg') && !/<svg[\s>]/i.test(text)) return [];
    return activeContent
      .filter(({ pattern }) => pattern.test(text))
      .map(({ what }) => `the CSV's spec.icon[${index}] is an SVG with ${what}`);
  });
}

/** Its bytes as characters: what is looked for is ASCII. In UTF-16 it has zeros between, which must not hide it. */
function decoded(base64: string): string {
  try {
    return atob(base64.replace(/\s/g, '')).replaceAll('\0', '');
  } catch {
    return '';
  }
}
