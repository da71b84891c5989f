import type { ServerUnaryCall, ServerWritableStream, ServiceDefinition, sendUnaryData } from '@grpc/grpc-js';
import { encodeFileDescriptor, fieldLabels, fieldTypes, messageCodec } from '@violet/bundles';

// Numbers of grpc/health/v1/health.proto.
const request = messageCodec<{ service: string }>({ service: { number: 1, type: 'string' } });
const response = messageCodec<HealthAnswer>({ status: { number: 1, type: 'number' } });

interface HealthAnswer {
  status: number;
}

export const healthFile = 'grpc/health/v1/health.proto';
const serving = 1;
const notServing = 2;

function method(name: string, responseStream: boolean): ServiceDefinition[string] {
  return {
    path: `/grpc.health.v1.Health/${name}`,
    requestStream: false,
    responseStream,
    requestSerialize: (value: { service: string }) => Buffer.from(request.encode(value)),
    requestDeserialize: (bytes: Buffer) => request.decode(bytes),
    responseSerialize: (value: HealthAnswer) => Buffer.from(response.encode(value)),
    responseDeserialize: (bytes: Buffer) => response.decode(bytes),
  };
}

/** `grpc.health.v1.Health`, of the catalogue that is asked. */
export const healthService: ServiceDefinition = { check: method('Check', false), watch: method('Watch', true) };

/** A serialized FileDescriptorProto: what server reflection answers about `grpc.health.v1.Health`. */
export function healthDescriptor(): Uint8Array {
  const types = { inputType: '.grpc.health.v1.HealthCheckRequest', outputType: '.grpc.health.v1.HealthCheckResponse' };
  const field = { number: 1, label: fieldLabels.optional };
  const status = { type: fieldTypes.enum, typeName: `${types.outputType}.ServingStatus` };
  const states = ['UNKNOWN', 'SERVING', 'NOT_SERVING', 'SERVICE_UNKNOWN'];
  return encodeFileDescriptor({
    name: healthFile,
    package: 'grpc.health.v1',
    messages: [
      {
        name: 'HealthCheckRequest',
        fields: [{ ...field, name: 'service', jsonName: 'service', type: fieldTypes.string, typeName: '' }],
        enums: [],
      },
      {
        name: 'HealthCheckResponse',
        fields: [{ ...field, name: 'status', jsonName: 'status', ...status }],
        enums: [{ name: 'ServingStatus', values: states.map((name, number) => ({ name, number })) }],
      },
    ],
    services: [
      {
        name: 'Health',
        methods: [
          { name: 'Check', ...types, serverStreaming: 0 },
          { name: 'Watch', ...types, serverStreaming: 1 },
        ],
      },
    ],
  });
}

/** Answers to health checks. `isLoaded` tells of the catalogue that a call is for. A watch is told once, and again when it asks again. */
export function healthHandlers(isLoaded: (authority: string) => boolean) {
  const statusFor = (authority: string): HealthAnswer => ({ status: isLoaded(authority) ? serving : notServing });
  return {
    check(call: ServerUnaryCall<object, HealthAnswer>, reply: sendUnaryData<HealthAnswer>): void {
      reply(null, statusFor(call.getHost()));
    },
    watch(call: ServerWritableStream<object, HealthAnswer>): void {
      call.write(statusFor(call.getHost()));
      call.end();
    },
  };
}
