import type { ServerDuplexStream, ServiceDefinition, UntypedServiceImplementation } from '@grpc/grpc-js';
import { type Codec, messageCodec, registryDescriptor } from '@violet/bundles';

// Numbers of grpc/reflection/v1/reflection.proto.
const request = messageCodec<{ host: string; file: string; symbol: string; listServices: string }>({
  host: { number: 1, type: 'string' },
  file: { number: 3, type: 'string' },
  symbol: { number: 4, type: 'string' },
  listServices: { number: 7, type: 'string' },
});
const service = messageCodec<{ name: string }>({ name: { number: 1, type: 'string' } });
const services = messageCodec<{ services: { name: string }[] }>({
  // Of a list of messages the table needs to know no type.
  services: { number: 1, type: service as unknown as Codec<never>, repeated: true },
});
const files = messageCodec<{ files: Uint8Array[] }>({ files: { number: 1, type: 'bytes', repeated: true } });
const failure = messageCodec<{ code: number; message: string }>({
  code: { number: 1, type: 'number' },
  message: { number: 2, type: 'string' },
});
const response = messageCodec<Response>({
  host: { number: 1, type: 'string' },
  request: { number: 2, type: 'bytes' },
  files: { number: 4, type: 'bytes' },
  services: { number: 6, type: 'bytes' },
  failure: { number: 7, type: 'bytes' },
});

interface Response {
  host: string;
  request: Uint8Array;
  files?: Uint8Array;
  services?: Uint8Array;
  failure?: Uint8Array;
}

const registryService = 'api.Registry';
const registryFile = 'registry.proto';
const notFound = 5;
const versions = ['grpc.reflection.v1.ServerReflection', 'grpc.reflection.v1alpha.ServerReflection'];

/** Server reflection in both versions, so that grpcurl needs no file of the protocol. */
export const reflectionServices: readonly ServiceDefinition[] = versions.map((version) => ({
  ServerReflectionInfo: {
    path: `/${version}/ServerReflectionInfo`,
    requestStream: true,
    responseStream: true,
    requestSerialize: (bytes: Buffer) => bytes,
    requestDeserialize: (bytes: Buffer) => bytes,
    responseSerialize: (bytes: Buffer) => bytes,
    responseDeserialize: (bytes: Buffer) => bytes,
  },
}));

export const reflectionHandlers: UntypedServiceImplementation = {
  ServerReflectionInfo(call: ServerDuplexStream<Buffer, Buffer>): void {
    call.on('data', (asked: Buffer) => call.write(Buffer.from(answer(asked))));
    call.on('end', () => call.end());
  },
};

/** Answers one ServerReflectionRequest; throws a Failure for what is none. */
function answer(asked: Uint8Array): Uint8Array {
  const { host, file, symbol, listServices } = request.decode(asked);
  const common = { host, request: asked };
  if (listServices !== '') {
    const names = [registryService, ...versions].map((name) => ({ name }));
    return response.encode({ ...common, services: services.encode({ services: names }) });
  }
  if (file === registryFile || symbol.startsWith('api.')) {
    return response.encode({ ...common, files: files.encode({ files: [registryDescriptor()] }) });
  }
  const unknown = { code: notFound, message: `${file || symbol || 'an extension'} is not known` };
  return response.encode({ ...common, failure: failure.encode(unknown) });
}
