import { goQuote } from '@violet/gotemplate';
import { SetReader } from './set-reader.ts';
import {
  asList,
  checkIndex,
  checkLevel,
  isSetValues,
  listUnder,
  mapUnder,
  maxLists,
  quotedRunes,
  recovering,
  type SetValue,
  type SetValues,
  setIndex,
  setKey,
} from './set-value.ts';

/** Writes `name=value` into values; everything after the first `=` is text. Throws an Error with Helm's words. */
export function setLiteralLine(line: string, values: SetValues): void {
  const reader = new SetReader(line);
  while (literalKey(reader, values, 0));
}

/** Whether something was read. */
function literalKey(reader: SetReader, values: SetValues, level: number): boolean {
  return recovering(() => {
    const { text: key, stop } = reader.until('=[.', false);
    if (stop === '=') {
      setKey(values, key, reader.until('', false).text);
      return true;
    }
    if (stop === '.') return literalMap(reader, values, key, level + 1);
    if (stop === '[') return literalList(reader, values, key, level);
    if (key === '') return false;
    throw new Error(`key ${goQuote(key)} has no value`);
  });
}

function literalMap(reader: SetReader, values: SetValues, key: string, level: number): boolean {
  checkLevel(level);
  const inner = mapUnder(values, key);
  try {
    const isRead = literalKey(reader, inner, level);
    if (isRead && Object.keys(inner).length === 0) throw new Error(`key map ${goQuote(key)} has no value`);
    return isRead;
  } finally {
    if (Object.keys(inner).length > 0) setKey(values, key, inner);
  }
}

function literalList(reader: SetReader, values: SetValues, key: string, level: number): boolean {
  const index = reader.index(false);
  let list = listUnder(values, key);
  try {
    const longer = literalItem(reader, list, index, { level, lists: 0 });
    list = longer ?? list;
    return longer !== undefined;
  } finally {
    setKey(values, key, list);
  }
}

/** The list with the element; undefined where the line ends before a value. */
function literalItem(
  reader: SetReader,
  list: SetValue[],
  index: number,
  depth: { level: number; lists: number },
): SetValue[] | undefined {
  checkIndex(index);
  if (depth.lists > maxLists) throw new Error(`lists are nested more than ${maxLists} deep`);
  const { text, stop } = reader.until('[.=', false);
  if (text !== '') throw new Error(`unexpected data at end of array index: ${quotedRunes(text)}`);
  const existing = list[index];
  if (stop === '=') return setIndex(list, index, reader.until('', false).text);
  if (stop === '.') {
    const inner: SetValues = isSetValues(existing) ? existing : {};
    if (existing !== undefined) list[index] = inner;
    return literalKey(reader, inner, depth.level) ? setIndex(list, index, inner) : undefined;
  }
  if (stop === undefined) return undefined;
  const next = reader.index(false);
  const inner = (existing ?? null) === null ? [] : asList(existing ?? null);
  const longer = literalItem(reader, inner, next, { ...depth, lists: depth.lists + 1 });
  return longer === undefined ? undefined : setIndex(list, index, longer);
}
