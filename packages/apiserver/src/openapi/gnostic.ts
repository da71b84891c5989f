import { WireWriter } from '../protobuf/wire-writer.ts';

/**
 * OpenAPI v2 as gnostic's `openapi.v2.Document`, the only form in which Helm and kubectl before 1.29 read it. Field numbers
 * are those of gnostic's OpenAPIv2.proto.
 */
export function encodeDocument(document: Swagger): Buffer {
  const writer = new WireWriter();
  writer.string(1, document.swagger);
  writer.message(2, (info) => {
    info.string(1, document.info.title);
    info.string(2, document.info.version);
  });
  writer.message(8, (paths) => {
    for (const [path, item] of Object.entries(document.paths)) {
      named(paths, 2, path, (value) => writePathItem(value, item as Members));
    }
  });
  writer.message(9, (definitions) => {
    for (const [name, schema] of Object.entries(document.definitions)) {
      named(definitions, 1, name, (value) => writeSchema(value, schema as Members));
    }
  });
  return writer.finish();
}

export interface Swagger {
  swagger: string;
  info: { title: string; version: string };
  paths: Record<string, object>;
  definitions: Record<string, object>;
}

type Members = Record<string, unknown>;

/** A `Named…` message: 1 is the name, 2 the value. */
function named(writer: WireWriter, field: number, name: string, write: (value: WireWriter) => void): void {
  writer.message(field, (entry) => {
    entry.string(1, name);
    entry.message(2, write);
  });
}

/** gnostic's Any holds YAML text, and JSON is YAML. */
function any(value: unknown): (writer: WireWriter) => void {
  return (writer) => writer.string(2, JSON.stringify(value));
}

function writeExtensions(writer: WireWriter, field: number, members: Members): void {
  for (const [name, value] of Object.entries(members)) {
    if (name.startsWith('x-')) named(writer, field, name, any(value));
  }
}

const methodFields: Record<string, number> = { get: 2, put: 3, post: 4, delete: 5, patch: 8 };

function writePathItem(writer: WireWriter, item: Members): void {
  for (const [method, field] of Object.entries(methodFields)) {
    const operation = item[method] as Members | undefined;
    if (operation !== undefined) writer.message(field, (value) => writeOperation(value, operation));
  }
}

function writeOperation(writer: WireWriter, operation: Members): void {
  writer.string(5, String(operation['operationId']));
  for (const parameter of operation['parameters'] as { name: string }[]) {
    writer.message(8, (item) =>
      item.message(1, (either) =>
        either.message(2, (nonBody) => nonBody.message(3, (query) => writeQueryParameter(query, parameter.name))),
      ),
    );
  }
  writer.message(9, (responses) => {
    for (const [code, response] of Object.entries(operation['responses'] as Record<string, { description: string }>)) {
      named(responses, 1, code, (value) => value.message(1, (body) => body.string(1, response.description)));
    }
  });
  writeExtensions(writer, 13, operation);
}

function writeQueryParameter(writer: WireWriter, name: string): void {
  writer.string(2, 'query');
  writer.string(4, name);
  writer.string(6, 'string');
}

type WriteMember = (writer: WireWriter, value: unknown) => void;

const text =
  (field: number): WriteMember =>
  (writer, value) =>
    writer.string(field, String(value));
const number =
  (field: number): WriteMember =>
  (writer, value) =>
    writer.double(field, Number(value));
const count =
  (field: number): WriteMember =>
  (writer, value) =>
    writer.integer(field, Number(value));
const flag =
  (field: number): WriteMember =>
  (writer, value) =>
    writer.bool(field, value === true);
const nested = (value: unknown) => (writer: WireWriter) => writeSchema(writer, value as Members);

const schemaMembers: Record<string, WriteMember> = {
  $ref: text(1),
  format: text(2),
  title: text(3),
  description: text(4),
  default: (writer, value) => writer.message(5, any(value)),
  multipleOf: number(6),
  maximum: number(7),
  exclusiveMaximum: flag(8),
  minimum: number(9),
  exclusiveMinimum: flag(10),
  maxLength: count(11),
  minLength: count(12),
  pattern: text(13),
  maxItems: count(14),
  minItems: count(15),
  uniqueItems: flag(16),
  maxProperties: count(17),
  minProperties: count(18),
  required: (writer, value) => {
    for (const name of value as string[]) writer.string(19, name);
  },
  enum: (writer, value) => {
    for (const item of value as unknown[]) writer.message(20, any(item));
  },
  additionalProperties: (writer, value) =>
    writer.message(21, (item) => (typeof value === 'boolean' ? item.bool(2, value) : item.message(1, nested(value)))),
  type: (writer, value) => writer.message(22, (item) => item.string(1, String(value))),
  items: (writer, value) => writer.message(23, (item) => item.message(1, nested(value))),
  properties: (writer, value) =>
    writer.message(25, (item) => {
      for (const [name, schema] of Object.entries(value as Members)) named(item, 1, name, nested(schema));
    }),
};

function writeSchema(writer: WireWriter, schema: Members): void {
  for (const [name, write] of Object.entries(schemaMembers))
    if (schema[name] !== undefined) write(writer, schema[name]);
  writeExtensions(writer, 31, schema);
}
