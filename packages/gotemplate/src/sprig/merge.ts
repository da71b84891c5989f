import type { Effects } from '../effects.ts';
import { readEntry, writeEntry } from '../value/entries.ts';
import { entriesOf, isTrue } from '../value/inspect.ts';
import { GoMap, type PlainMap, type Value } from '../value/value.ts';
import type { Visits } from './visits.ts';

export interface MergeRules {
  overwrite: boolean;
  visits: Visits;
  effects: Effects;
}

/** mergo's deep merge of maps: keys that are missing or empty are filled, or all are overwritten. */
export function mergeInto(target: PlainMap, source: PlainMap, rules: MergeRules): void {
  rules.visits.add();
  for (const key of Object.keys(source)) {
    mergeKey(target, key, readEntry(source, key), rules);
  }
}

function mergeKey(target: PlainMap, key: string, incoming: Value, rules: MergeRules): void {
  const { overwrite, effects } = rules;
  const present = readEntry(target, key);
  if (incoming === null) {
    if (overwrite) {
      effects.change(target);
      writeEntry(target, key, null);
    }
    return;
  }
  const incomingMap = entriesOf(incoming);
  const presentMap = isNilMap(present) ? undefined : entriesOf(present);
  if (incomingMap !== undefined && presentMap !== undefined) {
    mergeInto(presentMap, incomingMap, rules);
    if (isTrue(present)) {
      return;
    }
  }

  if (overwrite || !isTrue(present)) {
    effects.change(target);
    writeEntry(target, key, incoming);
  }
}

function isNilMap(value: Value): boolean {
  return value instanceof GoMap && value.isNil;
}
