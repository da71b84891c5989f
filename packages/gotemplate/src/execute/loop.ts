import { display } from '../format/printer.ts';
import { readEntry, sortedKeys } from '../value/entries.ts';
import { entriesOf, holdsInterfaces, integerOf, itemsOf } from '../value/inspect.ts';
import { GoInteger, goInt, type PlainMap, type Value } from '../value/value.ts';
import type { Frame } from './frame.ts';

/** What a range goes over, one element at a time. */
export abstract class Loop {
  /** Whether Go holds the elements in interfaces. */
  readonly inInterface: boolean;
  /** Undefined where only elements are counted. */
  abstract readonly key: Value;
  abstract readonly element: Value;

  constructor(inInterface: boolean) {
    this.inInterface = inInterface;
  }

  /** Goes to the next element, at first to the first; false if there is none. */
  abstract advance(): boolean;
}

class ItemLoop extends Loop {
  readonly #items: readonly Value[];
  readonly #length: number;
  #index = -1;

  constructor(items: readonly Value[], inInterface: boolean) {
    super(inInterface);
    this.#items = items;
    this.#length = items.length;
  }

  get key(): Value {
    return goInt(this.#index);
  }

  get element(): Value {
    return this.#items[this.#index] ?? null;
  }

  advance(): boolean {
    this.#index += 1;
    return this.#index < this.#length;
  }
}

/** Over the entries as they are when it begins. */
class EntryLoop extends Loop {
  readonly #keys: readonly string[];
  readonly #values: readonly Value[];
  #index = -1;

  constructor(entries: PlainMap, keys: readonly string[], inInterface: boolean) {
    super(inInterface);
    this.#keys = keys;
    this.#values = keys.map((key) => readEntry(entries, key));
  }

  get key(): Value {
    return this.#keys[this.#index];
  }

  get element(): Value {
    return this.#values[this.#index];
  }

  advance(): boolean {
    this.#index += 1;
    return this.#index < this.#keys.length;
  }
}

/** Over the integers below one, of its type. */
class IntegerLoop extends Loop {
  readonly key = undefined;
  readonly #end: Value;
  readonly #count: bigint;
  #at = -1n;

  constructor(end: Value, count: bigint) {
    super(false);
    this.#end = end;
    this.#count = count;
  }

  get element(): Value {
    const { type } = this.#end instanceof GoInteger ? this.#end : { type: undefined };
    if (type === undefined) {
      return this.#at;
    }
    return type === 'int' ? goInt(this.#at) : new GoInteger(type, this.#at);
  }

  advance(): boolean {
    this.#at += 1n;
    return this.#at < this.#count;
  }
}

/** Undefined where there is nothing to go over. */
export function startLoop(frame: Frame, value: Value, variables: number): Loop | undefined {
  if (value === undefined || value === null) {
    return undefined;
  }
  const items = itemsOf(value);
  if (items !== undefined) {
    return items.length === 0 ? undefined : new ItemLoop(items, holdsInterfaces(value));
  }
  const entries = entriesOf(value);
  if (entries !== undefined) {
    const keys = sortedKeys(entries);
    return keys.length === 0 ? undefined : new EntryLoop(entries, keys, holdsInterfaces(value));
  }
  return startIntegerLoop(frame, value, variables);
}

function startIntegerLoop(frame: Frame, value: Value, variables: number): Loop | undefined {
  const count = integerOf(value);
  if (count === undefined) {
    return frame.fail(`range can't iterate over ${display(value)}`);
  }
  if (variables > 1) {
    frame.fail(`can't use ${display(value)} to iterate over more than one variable`);
  }
  return count > 0n ? new IntegerLoop(value, count) : undefined;
}
