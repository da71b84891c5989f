import type { ServedResource } from './backend.ts';
import type { ProtobufTypes } from './protobuf/field.ts';

/** How to read a body of some media type. */
export interface BodyDecoder {
  protobufTypes: ProtobufTypes;
  resources: () => readonly ServedResource[];
}
