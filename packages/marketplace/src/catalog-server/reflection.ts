import type { ServerDuplexStream, ServiceDefinition, UntypedServiceImplementation } from '@grpc/grpc-js';
import { type Codec, messageCodec, registryDescriptor } from '@violet/bundles';
import { healthDescriptor, healthFile } from './health.ts';

// Numbers of grpc/reflection/v1/reflection.proto.
const request = messageCodec<Omit<Question, 'raw'>>({
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

/** A ServerReflectionRequest, and its bytes, which the answer repeats. */
interface Question {
  raw: Buffer;
  host: string;
  file: string;
  symbol: string;
  listServices: string;
}

interface Response {
  host: string;
  request: Uint8Array;
  files?: Uint8Array;
  services?: Uint8Array;
  failure?: Uint8Array;
}

interface Described {
  /** As it is imported. */
  file: string;
  package: string;
  service: string;
  descriptor(): Uint8Array;
}

const described: readonly Described[] = [
  { file: 'registry.proto', package: 'api.', service: 'api.Registry', descriptor: registryDescriptor },
  { file: healthFile, package: 'grpc.health.v1.', service: 'grpc.health.v1.Health', descriptor: healthDescriptor },
];
const notFound = 5;
const versions = ['grpc.reflection.v1.ServerReflection', 'grpc.reflection.v1alpha.ServerReflection'];

/** Server reflection in both versions, so that grpcurl needs no file of the protocol. */
export const reflectionServices: readonly ServiceDefinition[] = versions.map((version) => ({
  ServerReflectionInfo: {
    path: `/${version}/ServerReflectionInfo`,
    requestStream: true,
    responseStream: true,
    requestSerialize: ({ raw }: Question) => raw,
    requestDeserialize: (raw: Buffer): Question => ({ raw, ...request.decode(raw) }),
    responseSerialize: (bytes: Buffer) => bytes,
    responseDeserialize: (bytes: Buffer) => bytes,
  },
}));

export const reflectionHandlers: UntypedServiceImplementation = {
  ServerReflectionInfo(call: ServerDuplexStream<Question, Buffer>): void {
    call.on('data', (asked: Question) => {
      if (call.write(Buffer.from(answer(asked)))) return;
      // Who asks and does not listen is not heard any more.
      call.pause();
      call.once('drain', () => call.resume());
    });
    call.on('end', () => call.end());
  },
};

function answer({ raw, host, file, symbol, listServices }: Question): Uint8Array {
  const common = { host, request: raw };
  if (listServices !== '') {
    const names = [...described.map(({ service: name }) => name), ...versions].map((name) => ({ name }));
    return response.encode({ ...common, services: services.encode({ services: names }) });
  }
  const found = described.find((one) => one.file === file || (symbol !== '' && symbol.startsWith(one.package)));
  if (found !== undefined) {
    return response.encode({ ...common, files: files.encode({ files: [found.descriptor()] }) });
  }
  const unknown = { code: notFound, message: `${file || symbol || 'an extension'} is not known` };
  return response.encode({ ...common, failure: failure.encode(unknown) });
}
