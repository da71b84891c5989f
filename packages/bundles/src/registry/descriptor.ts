import { type Codec, messageCodec } from '../protobuf/message-codec.ts';
import { registryMethods } from './codec.ts';
import { describeField, type FieldFacts, registryMessages } from './message-fields.ts';

interface FieldDescriptor {
  name: string;
  number: number;
  label: number;
  type: number;
  typeName: string;
  jsonName: string;
}

interface MethodDescriptor {
  name: string;
  inputType: string;
  outputType: string;
  serverStreaming: number;
}

interface FileDescriptor {
  name: string;
  package: string;
  messages: { name: string; fields: FieldDescriptor[] }[];
  services: { name: string; methods: MethodDescriptor[] }[];
  syntax: string;
}

const text = (number: number) => ({ number, type: 'string' }) as const;
const integer = (number: number) => ({ number, type: 'number' }) as const;
const list = <T>(number: number, type: Codec<T>) => ({ number, type: type as unknown as Codec<never>, repeated: true });

// Numbers of google/protobuf/descriptor.proto.
const fieldDescriptor = messageCodec<FieldDescriptor>({
  name: text(1),
  number: integer(3),
  label: integer(4),
  type: integer(5),
  typeName: text(6),
  jsonName: text(10),
});
const messageDescriptor = messageCodec<FileDescriptor['messages'][number]>({
  name: text(1),
  fields: list(2, fieldDescriptor),
});
const methodDescriptor = messageCodec<MethodDescriptor>({
  name: text(1),
  inputType: text(2),
  outputType: text(3),
  serverStreaming: integer(6),
});
const serviceDescriptor = messageCodec<FileDescriptor['services'][number]>({
  name: text(1),
  methods: list(2, methodDescriptor),
});
const fileDescriptor = messageCodec<FileDescriptor>({
  name: text(1),
  package: text(2),
  messages: list(4, messageDescriptor),
  services: list(6, serviceDescriptor),
  syntax: text(12),
});

/** A serialized FileDescriptorProto of registry.proto: what server reflection answers about `api.Registry`. */
export function registryDescriptor(): Uint8Array {
  return fileDescriptor.encode({
    name: 'registry.proto',
    package: 'api',
    messages: Object.entries(registryMessages).map(([name, fields]) => ({ name, fields: describeFields(fields) })),
    services: [
      {
        name: 'Registry',
        methods: Object.entries(registryMethods).map(([name, [input, output, stream]]) => ({
          name,
          inputType: `.api.${input}`,
          outputType: `.api.${output}`,
          serverStreaming: stream === undefined ? 0 : 1,
        })),
      },
    ],
    syntax: 'proto3',
  });
}

function describeFields(fields: Record<string, FieldFacts>): FieldDescriptor[] {
  return Object.entries(fields).map(([name, facts]) => {
    const { number, type, repeated } = describeField(facts);
    const isText = type === 'string';
    // Labels: 1 optional, 3 repeated. Types: 9 string, 11 message.
    return {
      name,
      number,
      label: repeated ? 3 : 1,
      type: isText ? 9 : 11,
      typeName: isText ? '' : `.api.${type}`,
      jsonName: name,
    };
  });
}
