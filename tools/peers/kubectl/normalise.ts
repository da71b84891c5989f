/** What two clusters never have in common: each is replaced by a word in angle brackets. */
const replacements: readonly [what: RegExp, by: string][] = [
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<uid>'],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)/g, '<time>'],
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
  return replacements.reduce((result, [what, by]) => result.replace(what, by), text);
}
