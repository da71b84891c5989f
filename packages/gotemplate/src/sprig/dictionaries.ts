import type { Effects } from '../effects.ts';
import { type FunctionMap, goFunction, variadicFunction } from '../function.ts';
import { toText } from '../value/convert.ts';
import { NIL_MAP, readEntry, sortedKeys, writeEntry } from '../value/entries.ts';
import { entriesOf, isPlainMap, itemsOf, typeOf } from '../value/inspect.ts';
import { GoMap, GoSlice, type PlainMap, stringSlice, type Value } from '../value/value.ts';
import { mergeInto } from './merge.ts';
import { copyVersion } from './versions.ts';
import { Visits } from './visits.ts';

const PLAIN_MAP = 'map[string]interface {}';

function dictionary(values: readonly Value[]): PlainMap {
  const map: PlainMap = {};
  for (let index = 0; index < values.length; index += 2) {
    writeEntry(map, toText(values[index]), index + 1 < values.length ? values[index + 1] : '');
  }
  return map;
}

function select(map: PlainMap, wanted: (key: string) => boolean): PlainMap {
  const selected: PlainMap = {};
  for (const key of Object.keys(map)) {
    if (wanted(key)) {
      writeEntry(selected, key, readEntry(map, key));
    }
  }
  return selected;
}

function merge(into: PlainMap, sources: readonly PlainMap[], overwrite: boolean, effects: Effects): Value {
  // In place of a nil map there is a new one as soon as anything is merged into it.
  const target = into === NIL_MAP && sources.some((source) => source !== NIL_MAP) ? {} : into;
  const visits = new Visits();
  for (const source of sources) {
    mergeInto(target, source, { overwrite, visits, effects });
  }
  return target === NIL_MAP ? new GoMap(PLAIN_MAP, null) : target;
}

function deepCopy(value: Value, visits: Visits): Value {
  visits.add();
  const items = itemsOf(value);
  if (items !== undefined) {
    const copies = items.map((item) => deepCopy(item, visits));
    return value instanceof GoSlice ? new GoSlice(value.type, value.isNil ? null : copies) : copies;
  }
  const entries = entriesOf(value);
  if (entries === undefined) {
    return copyVersion(value) ?? value;
  }
  const copy: PlainMap = {};
  for (const key of Object.keys(entries)) {
    writeEntry(copy, key, deepCopy(readEntry(entries, key), visits));
  }
  return value instanceof GoMap
    ? new GoMap(value.type, value.isNil ? null : copy, { element: value.element, methods: value.methods })
    : copy;
}

function asserted<T extends Value>(value: Value, accepts: (value: Value) => value is T, type: string): T {
  if (!accepts(value)) {
    const actual = value === undefined || value === null ? 'nil' : typeOf(value);
    throw new Error(`interface conversion: interface {} is ${actual}, not ${type}`);
  }
  return value;
}

function isText(value: Value): value is string {
  return typeof value === 'string';
}

/** A map[string]interface {}, be it nil. */
function plainEntries(value: Value): PlainMap {
  if (value instanceof GoMap && value.type === PLAIN_MAP) {
    return value.entries;
  }
  return asserted(value, isPlainMap, PLAIN_MAP);
}

function dig(args: readonly Value[]): Value {
  if (args.length < 3) {
    throw new Error('dig needs at least three arguments');
  }
  let map = plainEntries(args.at(-1));
  const fallback = args.at(-2);
  const path = args.slice(0, -2).map((key) => asserted(key, isText, 'string'));
  for (const [index, key] of path.entries()) {
    const found = readEntry(map, key);
    if (found === undefined || index === path.length - 1) {
      return found === undefined ? fallback : found;
    }
    map = plainEntries(found);
  }
  return fallback;
}

function mergeFunction(overwrite: boolean) {
  return variadicFunction(['map'], 'map', ([target, ...sources], { effects }) =>
    merge(target, sources, overwrite, effects),
  );
}

const copyFunction = goFunction(['any'], ([value]) => {
  if (value === null) {
    throw new Error('reflect: call of reflect.Value.Type on zero Value');
  }
  return deepCopy(value, new Visits());
});

const CHANGING_FUNCTIONS: FunctionMap = {
  set: goFunction(['map', 'string', 'any'], ([map, key, value], { effects }) => {
    effects.change(map);
    writeEntry(map, key, value);
    return map;
  }),
  unset: goFunction(['map', 'string'], ([map, key], { effects }) => {
    if (Object.hasOwn(map, key)) {
      effects.change(map);
      delete map[key];
    }
    return map === NIL_MAP ? new GoMap(PLAIN_MAP, null) : map;
  }),
  merge: mergeFunction(false),
  mustMerge: mergeFunction(false),
  mergeOverwrite: mergeFunction(true),
  mustMergeOverwrite: mergeFunction(true),
};

/** Keys and values come in the order of the keys, where Go's order is random. */
export const DICTIONARY_FUNCTIONS: FunctionMap = {
  ...CHANGING_FUNCTIONS,
  dict: variadicFunction([], 'any', dictionary),
  get: goFunction(['map', 'string'], ([map, key]) => {
    const found = readEntry(map, key);
    return found === undefined ? '' : found;
  }),
  hasKey: goFunction(['map', 'string'], ([map, key]) => Object.hasOwn(map, key)),
  pluck: variadicFunction(['string'], 'map', ([key, ...maps]) =>
    maps.filter((map) => Object.hasOwn(map, key)).map((map) => readEntry(map, key)),
  ),
  keys: variadicFunction([], 'map', (maps) => stringSlice(maps.flatMap(sortedKeys))),
  values: goFunction(['map'], ([map]) => sortedKeys(map).map((key) => readEntry(map, key))),
  pick: variadicFunction(['map'], 'string', ([map, ...keys]) => select(map, (key) => keys.includes(key))),
  omit: variadicFunction(['map'], 'string', ([map, ...keys]) => select(map, (key) => !keys.includes(key))),
  deepCopy: copyFunction,
  mustDeepCopy: copyFunction,
  dig: variadicFunction([], 'any', dig),
};
