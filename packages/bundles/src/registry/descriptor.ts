import { encodeFileDescriptor, type FieldDescriptor, fieldLabels, fieldTypes } from '../protobuf/file-descriptor.ts';
import { registryMethods } from './codec.ts';
import { describeField, type FieldFacts, registryMessages } from './message-fields.ts';

/** A serialized FileDescriptorProto of registry.proto: what server reflection answers about `api.Registry`. */
export function registryDescriptor(): Uint8Array {
  return encodeFileDescriptor({
    name: 'registry.proto',
    package: 'api',
    messages: Object.entries(registryMessages).map(([name, fields]) => ({
      name,
      fields: describeFields(fields),
      enums: [],
    })),
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
  });
}

function describeFields(fields: Record<string, FieldFacts>): FieldDescriptor[] {
  return Object.entries(fields).map(([name, facts]) => {
    const { number, type, repeated } = describeField(facts);
    const isText = type === 'string';
    return {
      name,
      number,
      label: repeated ? fieldLabels.repeated : fieldLabels.optional,
      type: isText ? fieldTypes.string : fieldTypes.message,
      typeName: isText ? '' : `.api.${type}`,
      jsonName: name,
    };
  });
}
