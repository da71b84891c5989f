import { goQuote } from '@violet/gotemplate';
import { readJsonValue } from '../json/read-json.ts';
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

/** What the text after `=` means. */
export type ReadSetValue = (text: string) => SetValue;

/** Whether there is more to be read. */
type Ending = 'more' | 'end';

/**
 * Writes `name1=value1,name2=value2` into values, as Helm's strvals does: `a.b`, `a[0]`, lists in braces, characters after a
 * backslash as they are. Throws an Error with Helm's words; what stands before the mistake is written.
 */
export function setLine(line: string, values: SetValues, read: ReadSetValue): void {
  new LineParser(new SetReader(line), read).parse(values);
}

/** The same where values are JSON; an empty one is null. */
export function setJsonLine(line: string, values: SetValues): void {
  new LineParser(new SetReader(line), undefined).parse(values);
}

class LineParser {
  private readonly reader: SetReader;
  /** Undefined for JSON. */
  private readonly read: ReadSetValue | undefined;

  constructor(reader: SetReader, read: ReadSetValue | undefined) {
    this.reader = reader;
    this.read = read;
  }

  parse(values: SetValues): void {
    while (this.key(values, 0) === 'more');
  }

  private key(values: SetValues, level: number): Ending {
    return recovering(() => {
      const { text: key, stop } = this.reader.until('=[,.');
      switch (stop) {
        case '[':
          return this.listUnderKey(values, key, level);
        case '.':
          return this.mapUnderKey(values, key, level + 1);
        case '=':
          return this.value((value) => setKey(values, key, value));
        case ',':
          setKey(values, key, '');
          throw new Error(`key ${goQuote(key)} has no value (cannot end with ,)`);
      }
      if (key === '') return 'end';
      throw new Error(`key ${goQuote(key)} has no value`);
    });
  }

  private listUnderKey(values: SetValues, key: string, level: number): Ending {
    const index = this.reader.index();
    let list = listUnder(values, key);
    try {
      return this.item(list, index, { level, lists: 0 }, (longer) => {
        list = longer;
      });
    } finally {
      setKey(values, key, list);
    }
  }

  private mapUnderKey(values: SetValues, key: string, level: number): Ending {
    checkLevel(level);
    const inner = mapUnder(values, key);
    try {
      const ending = this.key(inner, level);
      if (ending === 'more' && Object.keys(inner).length === 0) {
        throw new Error(`key map ${goQuote(key)} has no value`);
      }
      return ending;
    } finally {
      if (Object.keys(inner).length > 0) setKey(values, key, inner);
    }
  }

  /** Hands over what stands after `=`. */
  private value(set: (value: SetValue) => void): Ending {
    if (this.read === undefined) return this.jsonValue(set);
    const first = this.reader.next();
    if (first === undefined) {
      set('');
      return 'end';
    }
    if (first === '{') {
      set(this.braces(this.read));
      return 'more';
    }
    this.reader.back();
    set(this.read(this.reader.until(',').text));
    return 'more';
  }

  private braces(read: ReadSetValue): SetValue[] {
    const list: SetValue[] = [];
    for (;;) {
      const { text, stop } = this.reader.until(',}');
      if (stop === undefined) throw new Error("list must terminate with '}'");
      list.push(read(text));
      if (stop === ',') continue;
      const next = this.reader.next();
      if (next !== undefined && next !== ',') this.reader.back();
      return list;
    }
  }

  private jsonValue(set: (value: SetValue) => void): Ending {
    if (this.isEmptyJson()) {
      set(null);
      return 'more';
    }
    const rest = this.reader.rest();
    const { value, end } = readJsonValue(rest, readFloat);
    set(value);
    this.reader.skip(rest.slice(0, end));
    this.isEmptyJson();
    return 'more';
  }

  /** Passes over blanks and a comma. */
  private isEmptyJson(): boolean {
    for (;;) {
      const character = this.reader.next();
      if (character === undefined || character === ',') return true;
      if (!/[\s\x85]/.test(character) || character === '\ufeff') {
        this.reader.back();
        return false;
      }
    }
  }

  /** What follows an index; `keep` is told of the list that has the element. */
  private item(
    list: SetValue[],
    index: number,
    depth: { level: number; lists: number },
    keep: (list: SetValue[]) => void,
  ): Ending {
    checkIndex(index);
    if (depth.lists > maxLists) throw new Error(`lists are nested more than ${maxLists} deep`);
    const { text, stop } = this.reader.until('[.=');
    if (text !== '') throw new Error(`unexpected data at end of array index: ${quotedRunes(text)}`);
    if (stop === undefined) return 'end';
    const set = (value: SetValue) => keep(setIndex(list, index, value));
    if (stop === '=') {
      this.value(set);
      return 'more';
    }
    if (stop === '.') return this.itemMap(list, index, depth.level, set);
    const next = this.reader.index();
    const existing = list[index] ?? null;
    let inner = existing === null ? [] : asList(existing);
    const ending = this.item(inner, next, { ...depth, lists: depth.lists + 1 }, (longer) => {
      inner = longer;
    });
    // A line that ends here leaves the list as it is.
    if (ending === 'more') set(inner);
    return ending;
  }

  private itemMap(list: SetValue[], index: number, level: number, set: (value: SetValue) => void): Ending {
    const existing = list[index];
    const inner: SetValues = isSetValues(existing) ? existing : {};
    if (existing !== undefined) list[index] = inner;
    const ending = this.key(inner, level);
    if (ending === 'more') set(inner);
    return ending;
  }
}

function readFloat(written: string): number {
  const value = Number(written);
  if (Number.isFinite(value)) return value;
  throw new Error(`json: cannot unmarshal number ${written} into Go value of type float64`);
}
