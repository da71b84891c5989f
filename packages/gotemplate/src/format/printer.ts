import { GoFunction } from '../function.ts';
import { readEntry, sortedKeys } from '../value/entries.ts';
import { entriesOf, integerOf, isUnsigned, itemsOf, typeOf } from '../value/inspect.ts';
import { GoMap, GoObject, GoSlice, type Value } from '../value/value.ts';
import { type Flags, noFlags, pad } from './flags.ts';
import { formatFloat } from './float.ts';
import { formatFloatVerb } from './float-verb.ts';
import { formatInteger } from './integer.ts';
import { formatHexBytes, formatStringVerb } from './string-verb.ts';

/** Functions and nested pointers print an address, which differs from run to run in Go. */
const ADDRESS = 0xc000012000n;
const STRINGABLE = 'vsxXq';

/** Values within values that one argument may have: one that holds itself twice at each level would never end. */
const MOST_VALUES = 5_000_000;

/** One argument under one verb, as Go's fmt prints it. */
export class Printer {
  readonly #flags: Flags;
  /** A bad verb is shown with the plain value, whose own methods are not asked. */
  #erroring = false;
  #left = MOST_VALUES;

  constructor(flags: Flags) {
    this.#flags = flags;
  }

  argument(value: Value, verb: string): string {
    this.#left = MOST_VALUES;
    if (value === undefined || value === null) {
      return verb === 'T' || verb === 'v' ? pad('<nil>', this.#flags) : `%!${verb}(<nil>)`;
    }
    if (verb === 'T') {
      return formatStringVerb(typeOf(value), 's', this.#flags) ?? '';
    }
    if (verb === 'p') {
      return this.#pointer(value, verb);
    }
    if (verb === 'w') {
      return this.#badVerb(value, verb);
    }
    return this.#value(value, verb, 0);
  }

  #value(value: Value, verb: string, depth: number): string {
    if (value === undefined || value === null) {
      return this.#flags.sharpV ? 'interface {}(nil)' : '<nil>';
    }
    this.#left -= 1;
    if (this.#left < 0) {
      throw new RangeError('too many values to print');
    }
    return this.#scalar(value, verb) ?? this.#composite(value, verb, depth);
  }

  #scalar(value: Value, verb: string): string | undefined {
    if (typeof value === 'string') {
      return formatStringVerb(value, verb, this.#flags) ?? this.#badVerb(value, verb);
    }
    if (typeof value === 'number') {
      return formatFloatVerb(value, verb, this.#flags) ?? this.#badVerb(value, verb);
    }
    if (typeof value === 'boolean') {
      return verb === 't' || verb === 'v' ? pad(String(value), this.#flags) : this.#badVerb(value, verb);
    }
    const integer = integerOf(value);
    if (integer !== undefined) {
      return formatInteger(integer, verb, this.#flags, isUnsigned(value)) ?? this.#badVerb(value, verb);
    }
    return undefined;
  }

  #composite(value: Value, verb: string, depth: number): string {
    if (value instanceof GoObject) {
      return this.#object(value, verb, depth);
    }
    const items = itemsOf(value);
    if (items !== undefined) {
      return this.#slice(value, items, verb, depth);
    }
    return entriesOf(value) === undefined ? this.#pointer(value, verb) : this.#map(value, verb, depth);
  }

  #slice(value: Value, items: readonly Value[], verb: string, depth: number): string {
    if (value instanceof GoSlice && (value.type === '[]uint8' || value.type === '[]byte') && 'sqxX'.includes(verb)) {
      return this.#bytes(items, verb);
    }
    const shown = items.map((item) => this.#value(item, verb, depth + 1));
    if (!this.#flags.sharpV) {
      return `[${shown.join(' ')}]`;
    }
    const isNil = value instanceof GoSlice && value.isNil;
    return typeOf(value) + (isNil ? '(nil)' : `{${shown.join(', ')}}`);
  }

  #bytes(items: readonly Value[], verb: string): string {
    const bytes = Uint8Array.from(items, (item) => Number(integerOf(item) ?? 0n));
    if (verb === 'x' || verb === 'X') {
      const hex = formatHexBytes(bytes, this.#flags);
      return verb === 'X' ? hex.toUpperCase() : hex;
    }
    return formatStringVerb(new TextDecoder().decode(bytes), verb, this.#flags) ?? '';
  }

  #map(value: Value, verb: string, depth: number): string {
    const entries = entriesOf(value) ?? {};
    const shown = sortedKeys(entries).map((key) => {
      const element = readEntry(entries, key);
      return `${this.#value(key, verb, depth + 1)}:${this.#value(element, verb, depth + 1)}`;
    });
    if (!this.#flags.sharpV) {
      return `map[${shown.join(' ')}]`;
    }
    const isNil = value instanceof GoMap && value.isNil;
    return typeOf(value) + (isNil ? '(nil)' : `{${shown.join(', ')}}`);
  }

  #object(value: GoObject, verb: string, depth: number): string {
    if (value.text !== undefined && !this.#erroring && !this.#flags.sharpV && STRINGABLE.includes(verb)) {
      return formatStringVerb(value.text(), verb, this.#flags) ?? '';
    }
    if (value.kind === 'ptr') {
      return depth > 0 ? this.#pointer(value, verb) : `&${this.#struct(value, value.type.slice(1), verb, 1)}`;
    }
    if (value.kind === 'complex128') {
      return this.#complex(value, value.native as [number, number], verb);
    }
    if (value.kind !== 'struct') {
      const integer = typeof value.native === 'bigint' ? value.native : 0n;
      return formatInteger(integer, verb, this.#flags, false) ?? this.#badVerb(value, verb);
    }
    return this.#struct(value, value.type, verb, depth);
  }

  /** The flags count for each part, and the second one always has a sign. */
  #complex(value: GoObject, [real, imaginary]: readonly [number, number], verb: string): string {
    const first = formatFloatVerb(real, verb, this.#flags);
    const second = formatFloatVerb(imaginary, verb, { ...this.#flags, plus: true });
    return first === undefined || second === undefined ? this.#badVerb(value, verb) : `(${first}${second}i)`;
  }

  #struct(value: GoObject, type: string, verb: string, depth: number): string {
    const named = this.#flags.plusV || this.#flags.sharpV;
    const shown = Object.entries(value.fields).map(([name, field]) => {
      const text = this.#value(field, verb, depth + 1);
      return named ? `${name}:${text}` : text;
    });
    return this.#flags.sharpV ? `${type}{${shown.join(', ')}}` : `{${shown.join(' ')}}`;
  }

  #pointer(value: Value, verb: string): string {
    const isReference = value instanceof GoFunction || (value instanceof GoObject && value.kind === 'ptr');
    if (!isReference && itemsOf(value) === undefined && entriesOf(value) === undefined) {
      return this.#badVerb(value, verb);
    }
    if (verb === 'v' && this.#flags.sharpV) {
      return `(${typeOf(value)})(0x${ADDRESS.toString(16)})`;
    }
    const flags = { ...this.#flags, sharp: !this.#flags.sharp };
    return formatInteger(ADDRESS, verb === 'p' || verb === 'v' ? 'x' : verb, flags, true) ?? this.#badVerb(value, verb);
  }

  #badVerb(value: Value, verb: string): string {
    this.#erroring = true;
    const shown = `%!${verb}(${typeOf(value)}=${this.#value(value, 'v', 0)})`;
    this.#erroring = false;
    return shown;
  }
}

/** Where JavaScript and Go write a float alike. */
function isPlainNumber(value: number): boolean {
  const magnitude = Math.abs(value);
  return magnitude >= 1e-4 && magnitude < 1e6;
}

const PLAIN_PRINTER = new Printer(noFlags());

/** A value as `%v` and the output of an action show it. */
export function display(value: Value): string {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
      return isPlainNumber(value) ? String(value) : formatFloat(value, 'g');
    case 'boolean':
    case 'bigint':
      return String(value);
  }
  return PLAIN_PRINTER.argument(value, 'v');
}
