import { readEntry, writeEntry } from '../value/entries.ts';
import { entriesOf, isTrue } from '../value/inspect.ts';
import type { PlainMap, Value } from '../value/value.ts';
import type { Visits } from './visits.ts';

export interface MergeRules {
  overwrite: boolean;
  visits: Visits;
}

/** mergo's deep merge of maps: keys that are missing or empty are filled, or all are overwritten. */
export function mergeInto(target: PlainMap, source: PlainMap, rules: MergeRules): void {
  rules.visits.add();
  for (const key of Object.keys(source)) {
    mergeKey(target, key, readEntry(source, key), rules);
  }
}

function mergeKey(target: PlainMap, key: string, incoming: Value, rules: MergeRules): void {
  const { overwrite } = rules;
  const present = readEntry(target, key);
  if (incoming === null) {
    if (overwrite) {
      writeEntry(target, key, null);
    }
    return;
  }
  const incomingMap = entriesOf(incoming);
  const presentMap = entriesOf(present);
  if (incomingMap !== undefined && presentMap !== undefined) {
    mergeInto(presentMap, incomingMap, rules);
    if (isTrue(present)) {
      return;
    }
  }

  if (overwrite || !isTrue(present)) {
    writeEntry(target, key, incoming);
  }
}
