import type { GoFunction } from '../function.ts';
import { TypedValue } from './typed-value.ts';

/**
 * A value as templates see it. Plain JavaScript stands for the Go values that decoded YAML and JSON hold:
 * `number` is float64, `bigint` is int64, an array is `[]interface {}`, a plain object is `map[string]interface {}`,
 * `null` is a nil interface and `undefined` is no value at all. Everything else Go can tell apart has a class here.
 * Strings are Go's byte strings: a byte that is not part of valid UTF-8 is the lone surrogate U+DC00 + byte.
 */
export type Value =
  | undefined
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly Value[]
  | PlainMap
  | GoInteger
  | GoSlice
  | GoMap
  | GoObject
  | GoFunction;

/** `map[string]interface {}`: an ordinary object, whose own keys alone count. */
export interface PlainMap {
  [key: string]: Value;
}

export type IntegerType =
  | 'int'
  | 'int8'
  | 'int16'
  | 'int32'
  | 'uint'
  | 'uint8'
  | 'uint16'
  | 'uint32'
  | 'uint64'
  | 'uintptr';

/** An integer of a Go type other than int64 (which is a plain bigint). */
export class GoInteger extends TypedValue {
  readonly type: IntegerType;
  readonly value: bigint;

  constructor(type: IntegerType, value: bigint) {
    super();
    this.type = type;
    this.value = value;
  }
}

/** A slice that is not a plain `[]interface {}`: typed elements, a named type, or nil. */
export class GoSlice extends TypedValue {
  readonly type: string;
  readonly items: readonly Value[];
  readonly isNil: boolean;
  readonly methods: Readonly<Record<string, GoFunction>>;

  constructor(type: string, items: readonly Value[] | null, methods: Readonly<Record<string, GoFunction>> = {}) {
    super();
    this.methods = methods;
    this.type = type;
    this.items = items ?? [];
    this.isNil = items === null;
  }
}

/** A map with string keys that is not a plain `map[string]interface {}`: typed elements, a named type, or nil. */
export class GoMap extends TypedValue {
  readonly type: string;
  readonly entries: PlainMap;
  readonly isNil: boolean;
  /** The type of an element, as Go writes it. */
  readonly element: string;
  readonly methods: Readonly<Record<string, GoFunction>>;

  constructor(
    type: string,
    entries: PlainMap | null,
    options: { element?: string; methods?: Readonly<Record<string, GoFunction>> } = {},
  ) {
    super();
    this.type = type;
    this.entries = entries ?? {};
    this.isNil = entries === null;
    this.element =
      options.element ?? (type.startsWith('map[string]') ? type.slice('map[string]'.length) : 'interface {}');
    this.methods = options.methods ?? {};
  }
}

/** What a Go struct, or a pointer to one, shows to a template. */
export interface GoObjectShape {
  /** As Go writes it: `time.Time`, `*semver.Version`. */
  type: string;
  /** Its reflect.Kind, unless that is `struct`, or `ptr` for a type that starts with a star. */
  kind?: string;
  /** Exported fields in the order of their declaration. */
  fields?: PlainMap;
  methods?: Readonly<Record<string, GoFunction>>;
  /** Its `String()` or `Error()`, if it has one. */
  text?: () => string;
  /** The same of a pointer to it: only an action that names the struct where it lies finds that one. */
  pointerText?: () => string;
  /** Its `MarshalJSON()`, if it has one: the JSON text. */
  json?: () => string;
  /** What it stands for outside templates. */
  native?: unknown;
}

/** A Go struct or a pointer to one: fields and methods under Go's names. */
export class GoObject extends TypedValue {
  readonly type: string;
  readonly kind: string;
  readonly fields: PlainMap;
  readonly methods: Readonly<Record<string, GoFunction>>;
  readonly text: (() => string) | undefined;
  readonly pointerText: (() => string) | undefined;
  readonly json: (() => string) | undefined;
  readonly native: unknown;

  constructor(shape: GoObjectShape) {
    super();
    this.type = shape.type;
    this.kind = shape.kind ?? (shape.type.startsWith('*') ? 'ptr' : 'struct');
    this.fields = shape.fields ?? {};
    this.methods = shape.methods ?? {};
    this.text = shape.text;
    this.pointerText = shape.pointerText;
    this.json = shape.json;
    this.native = shape.native;
  }
}

const SMALLEST_CACHED = -128;
const LARGEST_CACHED = 1023;
const smallInts: GoInteger[] = [];
for (let i = SMALLEST_CACHED; i <= LARGEST_CACHED; i++) {
  smallInts.push(new GoInteger('int', BigInt(i)));
}

/** A Go `int`, wrapped around at 64 bits as Go does. */
export function goInt(value: number | bigint): GoInteger {
  if (value >= SMALLEST_CACHED && value <= LARGEST_CACHED) {
    const cached = smallInts[Number(value) - SMALLEST_CACHED];
    if (cached !== undefined) {
      return cached;
    }
  }
  return new GoInteger('int', BigInt.asIntN(64, BigInt(value)));
}

/** `[]string`. */
export function stringSlice(items: readonly string[] | null): GoSlice {
  return new GoSlice('[]string', items);
}

/** A nil `[]interface {}`, which prints like an empty one but is `null` in JSON. */
export const NIL_LIST: GoSlice = new GoSlice('[]interface {}', null);
