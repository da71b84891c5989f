import { type ClientHttp2Session, type ClientHttp2Stream, connect } from 'node:http2';
import { buffer } from 'node:stream/consumers';
import type { RegistryMethod } from '@violet/bundles';

/** Asks a catalogue server with our own codec, over plain HTTP/2. */
export class RegistryClient {
  readonly #address: string;
  #session: ClientHttp2Session | undefined;

  constructor(address: string) {
    this.#address = address;
  }

  async ask<Request, Response>(method: RegistryMethod<Request, Response>, request: Request): Promise<Response> {
    const [answer] = await this.#call(method, request);
    if (answer === undefined) throw new Error(`no answer from ${method.path}`);
    return answer;
  }

  list<Response>(method: RegistryMethod<object, Response>): Promise<Response[]> {
    return this.#call(method, {});
  }

  close(): void {
    this.#session?.close();
  }

  /** The server may not have been there before. */
  #connected(): ClientHttp2Session {
    if (this.#session === undefined || this.#session.destroyed) {
      this.#session = connect(`http://${this.#address}`);
      // Each call reports what is wrong.
      this.#session.on('error', () => undefined);
    }
    return this.#session;
  }

  async #call<Request, Response>(method: RegistryMethod<Request, Response>, request: Request): Promise<Response[]> {
    const stream = this.#connected().request({
      ':method': 'POST',
      ':path': method.path,
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    const message = method.encodeRequest(request);
    const head = Buffer.alloc(5);
    head.writeUInt32BE(message.length, 1);
    stream.end(Buffer.concat([head, message]));
    const { body, status, reason } = await answerOf(stream);
    if (status !== '0') throw new Error(`${method.path}: status ${status} ${reason}`);
    return messagesIn(body).map((bytes) => method.decodeResponse(bytes));
  }
}

async function answerOf(stream: ClientHttp2Stream): Promise<{ body: Buffer; status: string; reason: string }> {
  let headers: Record<string, unknown> = {};
  stream.on('response', (received) => {
    headers = { ...headers, ...received };
  });
  stream.on('trailers', (received) => {
    headers = { ...headers, ...received };
  });
  const body = await buffer(stream);
  return { body, status: String(headers['grpc-status']), reason: String(headers['grpc-message'] ?? '') };
}

function messagesIn(body: Buffer): Buffer[] {
  const messages: Buffer[] = [];
  for (let at = 0; at < body.length; ) {
    const end = at + 5 + body.readUInt32BE(at + 1);
    messages.push(body.subarray(at + 5, end));
    at = end;
  }
  return messages;
}
