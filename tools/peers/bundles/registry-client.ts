import { Client, credentials } from '@grpc/grpc-js';
import type { RegistryMethod } from '@violet/bundles';

const bytes = (value: Uint8Array) => Buffer.from(value);

/** Asks a catalogue server with our own codec. */
export class RegistryClient {
  readonly #client: Client;

  constructor(address: string) {
    this.#client = new Client(address, credentials.createInsecure());
  }

  async ask<Request, Response>(method: RegistryMethod<Request, Response>, request: Request): Promise<Response> {
    const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
    const body = bytes(method.encodeRequest(request));
    this.#client.makeUnaryRequest(method.path, bytes, bytes, body, (error, answer) =>
      error === null && answer !== undefined ? resolve(answer) : reject(error),
    );
    return method.decodeResponse(await promise);
  }

  async list<Response>(method: RegistryMethod<object, Response>): Promise<Response[]> {
    const answers: Response[] = [];
    const stream = this.#client.makeServerStreamRequest(method.path, bytes, bytes, bytes(method.encodeRequest({})));
    for await (const message of stream) answers.push(method.decodeResponse(message as Uint8Array));
    return answers;
  }

  close(): void {
    this.#client.close();
  }
}
