/** How a protobuf field becomes a JSON member. */
export interface ProtobufField {
  /** The JSON member; empty where `inline` is set. */
  name: string;
  kind: 'string' | 'bytes' | 'int' | 'bool' | 'double' | 'message' | 'map';
  repeated?: boolean;
  /** Of a message, or of a map's message values: a definition's name or a `SpecialMessage`. */
  type?: string;
  /** Of a map's values; keys are always strings. */
  valueKind?: 'string' | 'bytes' | 'int' | 'bool' | 'double' | 'message';
  /** The message's members belong to the object around it: Go embeds it, JSON does not show it. */
  inline?: boolean;
}

/** One message: field number → field. Go writes zero values too; a kind's `normalize` drops those that JSON omits. */
export type ProtobufMessage = Readonly<Record<number, ProtobufField>>;

/** Messages that JSON writes in a form of its own; decoders know them by these names. */
export type SpecialMessage =
  /** 1 seconds, 2 nanos → RFC 3339 in whole seconds. */
  | 'Time'
  /** The same with six digits of a second. */
  | 'MicroTime'
  /** 1 nanoseconds → Go's notation, such as `1m30s`. */
  | 'Duration'
  /** 1 string → the string. */
  | 'Quantity'
  /** 1 type (0 int, 1 string), 2 int, 3 string → a number or a string. */
  | 'IntOrString'
  /** 1 raw JSON text (FieldsV1, RawExtension and `apiextensions` JSON alike) → the value. */
  | 'RawJson'
  /** 1 repeated string → an array (ExtraValue). */
  | 'StringList'
  /** 1 schema, 2 repeated schema → one schema or an array of them. */
  | 'SchemaOrArray'
  /** 1 allows, 2 schema → a schema, else a boolean. */
  | 'SchemaOrBool'
  /** 1 schema, 2 repeated string → a schema or strings. */
  | 'SchemaOrStrings';
