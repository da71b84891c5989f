import { type Codec, messageCodec } from './message-codec.ts';

/** Labels and types of google/protobuf/descriptor.proto. */
export const fieldLabels = { optional: 1, repeated: 3 } as const;
export const fieldTypes = { string: 9, message: 11, enum: 14 } as const;

export interface FieldDescriptor {
  name: string;
  number: number;
  label: number;
  type: number;
  /** Of messages and enums, with the package: `.api.Bundle`. */
  typeName: string;
  jsonName: string;
}

export interface EnumDescriptor {
  name: string;
  values: { name: string; number: number }[];
}

export interface MessageDescriptor {
  name: string;
  fields: FieldDescriptor[];
  enums: EnumDescriptor[];
}

export interface MethodDescriptor {
  name: string;
  inputType: string;
  outputType: string;
  serverStreaming: number;
}

/** A .proto file of version 3, as server reflection tells of it. */
export interface FileDescriptor {
  name: string;
  package: string;
  messages: MessageDescriptor[];
  services: { name: string; methods: MethodDescriptor[] }[];
}

const text = (number: number) => ({ number, type: 'string' }) as const;
const integer = (number: number) => ({ number, type: 'number' }) as const;
const list = <T>(number: number, type: Codec<T>) => ({ number, type: type as unknown as Codec<never>, repeated: true });

// Numbers of google/protobuf/descriptor.proto.
const field = messageCodec<FieldDescriptor>({
  name: text(1),
  number: integer(3),
  label: integer(4),
  type: integer(5),
  typeName: text(6),
  jsonName: text(10),
});
const enumValue = messageCodec<EnumDescriptor['values'][number]>({
  name: text(1),
  number: { ...integer(2), keepsZero: true },
});
const enumeration = messageCodec<EnumDescriptor>({ name: text(1), values: list(2, enumValue) });
const message = messageCodec<MessageDescriptor>({ name: text(1), fields: list(2, field), enums: list(4, enumeration) });
const method = messageCodec<MethodDescriptor>({
  name: text(1),
  inputType: text(2),
  outputType: text(3),
  serverStreaming: integer(6),
});
const service = messageCodec<FileDescriptor['services'][number]>({ name: text(1), methods: list(2, method) });
const file = messageCodec<FileDescriptor & { syntax: string }>({
  name: text(1),
  package: text(2),
  messages: list(4, message),
  services: list(6, service),
  syntax: text(12),
});

/** A serialized FileDescriptorProto. */
export function encodeFileDescriptor(described: FileDescriptor): Uint8Array {
  return file.encode({ ...described, syntax: 'proto3' });
}
