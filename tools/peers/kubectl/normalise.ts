/** What two clusters never have in common: each is replaced by a word in angle brackets. */
const replacements: readonly [what: RegExp, by: string][] = [
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<uid>'],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)/g, '<time>'],
  [/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d{4} UTC/g, '<time>'],
  [/[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d{4}/g, '<time>'],
  [/("?resourceVersion"?: ?)"\d+"/g, '$1"<version>"'],
  [/(Resource Version: +)\d+/g, '$1<version>'],
  [/https:\/\/127\.0\.0\.1:\d+/g, '<server>'],
  [/\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b(?!\/)/g, '<ip>'],
  [/\b(pod-template-hash|controller-revision-hash)(=|"?: ?"?)[a-z0-9-]+/g, '$1$2<hash>'],
  [/-[bcdfghjklmnpqrstvwxz2456789]{8,10}-[bcdfghjklmnpqrstvwxz2456789]{5}\b/g, '-<hash>-<random>'],
  [/-[bcdfghjklmnpqrstvwxz2456789]{8,10}\b/g, '-<hash>'],
  [/-[bcdfghjklmnpqrstvwxz2456789]{5}\b/g, '-<random>'],
  [/:3[0-2]\d{3}\/(TCP|UDP)/g, ':<node port>/$1'],
  [/("?nodePort"?: ?)3[0-2]\d{3}/g, '$1<node port>'],
  [/(?<=[\s(])(\d+[dhms])+(?=[\s)]|$)/gm, '<age>'],
  [/(?<=\S) {2,}/g, '  '],
  [/[ \t]+$/gm, ''],
];

export function normalise(text: string): string {
  const lines = text.split('\n').map((line) => (line.startsWith('{') ? inOneOrder(line) : line));
  return replacements.reduce((result, [what, by]) => result.replace(what, by), lines.join('\n'));
}

/** The order of members says nothing in JSON. */
function inOneOrder(line: string): string {
  try {
    return JSON.stringify(sorted(JSON.parse(line)));
  } catch {
    return line;
  }
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([name, member]) => [name, sorted(member)] as const);
  return Object.fromEntries(members.sort(([a], [b]) => (a < b ? -1 : 1)));
}
