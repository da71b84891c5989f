import { type FunctionMap, type GoFunction, goFunction, variadicFunction } from '../function.ts';
import { toInt64, toText, toTexts } from '../value/convert.ts';
import { isDeepEqual } from '../value/deep-equal.ts';
import { compareStrings } from '../value/entries.ts';
import { isTrue, itemsOf, kindOf } from '../value/inspect.ts';
import { GoSlice, NIL_LIST, stringSlice, type Value } from '../value/value.ts';

/** The items of a list; anything else is an error whose words around the kind are the function's own. */
function listItems(list: Value, complaint: string, end = ''): readonly Value[] {
  const items = itemsOf(list);
  if (items !== undefined) {
    return items;
  }
  if (list === undefined || list === null) {
    throw new Error('runtime error: invalid memory address or nil pointer dereference');
  }
  throw new Error(`${complaint} ${kindOf(list)}${end}`);
}

function isIn(haystack: readonly Value[], needle: Value): boolean {
  return haystack.some((item) => isDeepEqual(needle, item));
}

function unique(items: readonly Value[]): Value[] {
  const kept: Value[] = [];
  for (const item of items) {
    if (!isIn(kept, item)) {
      kept.push(item);
    }
  }
  return kept;
}

function chunk(size: number, items: readonly Value[]): Value {
  const count = Math.floor((items.length - 1) / size) + 1;
  // A negative size asks for at most one chunk, which has what would be left over.
  const last = items.length % size || size;
  if (size === 0 || count < 0 || (count > 0 && last < 0)) {
    throw new Error('runtime error: makeslice: len out of range');
  }
  const chunks: Value[] = [];
  for (let index = 0; index < count; index++) {
    chunks.push(items.slice(index * size, index < count - 1 ? (index + 1) * size : index * size + last));
  }
  return new GoSlice('[][]interface {}', chunks);
}

function part(list: Value, items: readonly Value[], bounds: readonly Value[]): Value {
  if (items.length === 0) {
    return null;
  }
  const start = bounds.length > 0 ? Number(toInt64(bounds[0])) : 0;
  const end = bounds.length < 2 ? items.length : Number(toInt64(bounds[1]));
  if (start < 0 || start > end || end > items.length) {
    throw new Error('reflect.Value.Slice: slice index out of bounds');
  }
  const kept = items.slice(start, end);
  return list instanceof GoSlice ? new GoSlice(list.type, kept) : kept;
}

/** Sorts a []string where it stands, as sprig does. */
function sortAlphabetically(list: Value): Value {
  const items = itemsOf(list);
  if (items === undefined) {
    return stringSlice([toText(list)]);
  }
  if (list instanceof GoSlice && list.type === '[]string') {
    (list.items as string[]).sort(compareStrings);
    return list;
  }
  return stringSlice(toTexts(list).sort(compareStrings));
}

function concatenate(lists: readonly Value[]): Value {
  const all: Value[] = [];
  for (const list of lists) {
    for (const item of listItems(list, 'Cannot concat type', ' as list')) {
      all.push(item);
    }
  }
  return all.length === 0 ? NIL_LIST : all;
}

function has(needle: Value, haystack: Value): boolean {
  return haystack === undefined || haystack === null
    ? false
    : isIn(listItems(haystack, 'Cannot find has on type'), needle);
}

/** A function and its `must` twin, which differ only in how Go reports the error: to a template that is the same. */
function pair(name: string, fn: GoFunction): FunctionMap {
  return { [name]: fn, [`must${name.charAt(0).toUpperCase()}${name.slice(1)}`]: fn };
}

const makeList = variadicFunction([], 'any', (values) => values);

const pushItem = goFunction(['any', 'any'], ([list, item]) => [...listItems(list, 'Cannot push on type'), item]);

export const LIST_FUNCTIONS: FunctionMap = {
  list: makeList,
  tuple: makeList,
  ...pair('append', pushItem),
  ...pair('push', pushItem),
  ...pair(
    'prepend',
    goFunction(['any', 'any'], ([list, item]) => [item, ...listItems(list, 'Cannot prepend on type')]),
  ),
  ...pair(
    'first',
    goFunction(['any'], ([list]) => listItems(list, 'Cannot find first on type')[0] ?? null),
  ),
  ...pair(
    'last',
    goFunction(['any'], ([list]) => listItems(list, 'Cannot find last on type').at(-1) ?? null),
  ),
  ...pair(
    'rest',
    goFunction(['any'], ([list]) => {
      const items = listItems(list, 'Cannot find rest on type');
      return items.length === 0 ? NIL_LIST : items.slice(1);
    }),
  ),
  ...pair(
    'initial',
    goFunction(['any'], ([list]) => {
      const items = listItems(list, 'Cannot find initial on type');
      return items.length === 0 ? NIL_LIST : items.slice(0, -1);
    }),
  ),
  ...pair(
    'reverse',
    goFunction(['any'], ([list]) => listItems(list, 'Cannot find reverse on type').toReversed()),
  ),
  ...pair(
    'compact',
    goFunction(['any'], ([list]) => listItems(list, 'Cannot compact on type').filter(isTrue)),
  ),
  ...pair(
    'uniq',
    goFunction(['any'], ([list]) => unique(listItems(list, 'Cannot find uniq on type'))),
  ),
  ...pair(
    'without',
    variadicFunction(['any'], 'any', ([list, ...omitted]) =>
      listItems(list, 'Cannot find without on type').filter((item) => !isIn(omitted, item)),
    ),
  ),
  ...pair(
    'has',
    goFunction(['any', 'any'], ([needle, haystack]) => has(needle, haystack)),
  ),
  ...pair(
    'slice',
    variadicFunction(['any'], 'any', ([list, ...bounds]) =>
      part(list, listItems(list, 'list should be type of slice or array but'), bounds),
    ),
  ),
  ...pair(
    'chunk',
    goFunction(['int', 'any'], ([size, list]) => chunk(size, listItems(list, 'Cannot chunk type'))),
  ),
  concat: variadicFunction([], 'any', concatenate),
  sortAlpha: goFunction(['any'], ([list]) => sortAlphabetically(list)),
};
