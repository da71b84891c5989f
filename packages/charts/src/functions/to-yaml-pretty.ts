import type { Value } from '@violet/gotemplate';
import { emitYaml } from '../yaml/emit.ts';
import { marshal } from './marshal.ts';

/** Helm's toYamlPretty: as yaml.v3 writes it, with lists indented below their key and without folding. */
export function toYamlPretty(value: Value): string {
  try {
    return emitYaml(marshal(value), { indentLists: true, width: Number.POSITIVE_INFINITY }).replace(/\n$/, '');
  } catch {
    return '';
  }
}
