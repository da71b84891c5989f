import { parseTemplate, type Template, type Value } from '@violet/gotemplate';

const verbs = new Map<string, Template>();

/** A value as Go's fmt prints it with this verb: `map[a:1]`, `%!t(float64=1)`. */
export function goFormat(verb: '%v' | '%t', value: unknown): string {
  const template = verbs.get(verb) ?? parseTemplate('value', `{{ printf "${verb}" . }}`);
  verbs.set(verb, template);
  return template.execute(value as Value);
}
