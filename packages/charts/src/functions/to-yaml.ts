import type { Value } from '@violet/gotemplate';
import { emitYaml, type YamlValue } from '@violet/machinery';
import { holdsItself } from './holds-itself.ts';
import { throughJson } from './through-json.ts';

/** Helm's toYaml: the YAML without its last line break; nothing for what cannot be written. */
export function toYaml(value: Value): string {
  let tree: YamlValue;
  try {
    tree = throughJson(value);
  } catch (error) {
    if (error instanceof RangeError && !holdsItself(value)) throw error;
    return '';
  }
  return withoutLastBreak(emitYaml(tree));
}

/** A text may end in another kind of line break, which stays. */
export function withoutLastBreak(yaml: string): string {
  return yaml.endsWith('\n') ? yaml.slice(0, -1) : yaml;
}
