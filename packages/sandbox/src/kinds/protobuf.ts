import type { ProtobufField, ProtobufMessage, ProtobufTypes } from '@violet/apiserver';
import { type Definition, definitionOf } from './definitions.ts';
import type { FieldFacts, TypeFacts } from './field-facts.ts';

/** Messages that JSON writes in a form of its own. */
export type SpecialMessage =
  /** 1 seconds, 2 nanos → RFC 3339 in whole seconds; empty → null. */
  | 'Time'
  /** The same with six digits of a second. */
  | 'MicroTime'
  /** 1 nanoseconds → Go's notation, such as `1m30s`. */
  | 'Duration'
  /** 1 string → the string. */
  | 'Quantity'
  /** 1 type (0 int, 1 string), 2 int, 3 string → a number or a string. */
  | 'IntOrString'
  /** 1 JSON text → its value. */
  | 'RawExtension'
  | 'FieldsV1'
  | 'JSON'
  /** 1 repeated string → an array. */
  | 'ExtraValue'
  /** 1 schema, 2 repeated schema → one schema or an array of them. */
  | 'JSONSchemaPropsOrArray'
  /** 1 boolean, 2 schema → the schema if there, else the boolean. */
  | 'JSONSchemaPropsOrBool'
  /** 1 schema, 2 repeated string → a schema or strings. */
  | 'JSONSchemaPropsOrStringArray';

const specialMessages: ReadonlySet<string> = new Set<SpecialMessage>([
  'Time',
  'MicroTime',
  'Duration',
  'Quantity',
  'IntOrString',
  'RawExtension',
  'FieldsV1',
  'JSON',
  'ExtraValue',
  'JSONSchemaPropsOrArray',
  'JSONSchemaPropsOrBool',
  'JSONSchemaPropsOrStringArray',
]);

const messages = new Map<string, ProtobufMessage | undefined>();

/**
 * Message (named as its definition in OpenAPI) → table; a table is made when it is first looked up. Go writes zero values too; a kind's
 * `normalize` drops those that JSON omits.
 */
export const protobufTypes: ProtobufTypes = new Proxy<Record<string, ProtobufMessage>>(
  {},
  {
    get: (_, name) => (typeof name === 'string' ? messageOf(name) : undefined),
    has: (_, name) => typeof name === 'string' && messageOf(name) !== undefined,
  },
);

function messageOf(name: string): ProtobufMessage | undefined {
  if (messages.has(name)) return messages.get(name);
  const definition = definitionOf(name);
  if (definition !== undefined) defineMessages(definition);
  else messages.set(name, undefined);
  return messages.get(name);
}

/** Fields of an embedded message make a message of their own, `<definition>#<number>`. */
function defineMessages({ name, fields }: Definition): void {
  const own: ProtobufMessage = {};
  messages.set(name, own);
  for (const [member, facts] of fields) {
    let message = own;
    let path = name;
    for (const number of facts.numbers.slice(0, -1)) {
      path = `${path}#${number}`;
      message[number] = { name: '', kind: 'message', type: path, inline: true };
      const inner: ProtobufMessage = messages.get(path) ?? {};
      messages.set(path, inner);
      message = inner;
    }
    const number = facts.numbers.at(-1);
    if (number !== undefined && number > 0) message[number] = { name: member, ...fieldOf(facts) };
  }
}

function fieldOf({ type }: FieldFacts): Omit<ProtobufField, 'name'> {
  if (type.kind === 'list') return { ...valueField(type.of), repeated: true };
  if (type.kind !== 'map') return valueField(type);
  const value = valueField(type.of);
  if (value.kind === 'map') throw new Error('protobuf has no maps of maps');
  return { ...value, kind: 'map', valueKind: value.kind };
}

function valueField(type: TypeFacts): Omit<ProtobufField, 'name'> {
  if (type.kind === 'reference') {
    const short = type.definition.slice(type.definition.lastIndexOf('.') + 1);
    return { kind: 'message', type: specialMessages.has(short) ? short : type.definition };
  }
  // Lists within maps are messages with one repeated field: the values of `extra`.
  if (type.kind !== 'scalar') return { kind: 'message', type: 'ExtraValue' };
  return { kind: scalarKind(type) };
}

function scalarKind({
  type,
  format,
}: {
  type: string;
  format?: string;
}): 'string' | 'bytes' | 'int' | 'bool' | 'double' {
  if (type === 'integer') return 'int';
  if (type === 'boolean') return 'bool';
  if (type === 'number') return 'double';
  return format === 'byte' ? 'bytes' : 'string';
}
