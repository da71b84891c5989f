/** How a protobuf field becomes a JSON member. */
export interface ProtobufField {
  /** The JSON member; unused where `inline` is set. */
  name: string;
  kind: 'string' | 'bytes' | 'int' | 'bool' | 'double' | 'message' | 'map';
  repeated?: boolean;
  /** Of a message, or of a map's message values: the type's name, a key of the table or a special type. */
  type?: string;
  /** Of a map's values; keys are always strings. */
  valueKind?: 'string' | 'bytes' | 'int' | 'bool' | 'double' | 'message';
  /** The message's members belong to the object around it: Go embeds it, JSON does not show it. */
  inline?: boolean;
}

/** Field number → field. */
export type ProtobufMessage = Record<number, ProtobufField>;

/** Message name (that of the definition in OpenAPI) → message. */
export type ProtobufTypes = Readonly<Record<string, ProtobufMessage>>;
