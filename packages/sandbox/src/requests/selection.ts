import type { ListQuery, Target } from '@violet/apiserver';
import {
  type KubernetesObject,
  matchesFields,
  matchesLabels,
  parseFieldSelector,
  parseLabelSelector,
} from '@violet/machinery';
import type { Kind } from './kind.ts';
import { fieldReader } from './selectable-fields.ts';

/** Which objects of a collection a list or a watch is about. */
export interface Selection {
  /** Only keys that begin so: `namespace/`, or empty for all. */
  prefix: string;
  matches: (object: KubernetesObject) => boolean;
  /** True when `matches` is always true. */
  everything: boolean;
}

/** Throws BadRequest for selectors that cannot be read. A target with a name selects that one object. */
export function selectionOf(kind: Kind, target: Target, query: ListQuery): Selection {
  const tests: ((object: KubernetesObject) => boolean)[] = [];
  const { name } = target;
  if (name !== undefined) tests.push((object) => object.metadata.name === name);
  if (query.labelSelector !== undefined) {
    const selector = parseLabelSelector(query.labelSelector);
    tests.push((object) => matchesLabels(selector, object.metadata.labels));
  }
  if (query.fieldSelector !== undefined) tests.push(fieldTest(kind, query.fieldSelector));
  return {
    prefix: target.namespace === undefined ? '' : `${target.namespace}/`,
    matches: (object) => tests.every((test) => test(object)),
    everything: tests.length === 0,
  };
}

function fieldTest(kind: Kind, text: string): (object: KubernetesObject) => boolean {
  const selector = parseFieldSelector(text);
  const readers = new Map(selector.requirements.map(({ field }) => [field, fieldReader(kind, field)]));
  return (object) => matchesFields(selector, (field) => readers.get(field)?.(object));
}
