import type { Client, ServiceError } from '@grpc/grpc-js';
import { registryCodec } from '@violet/bundles';
import type { Clock } from '@violet/kube';
import { Failure } from '@violet/machinery';

export interface CallOptions {
  client: Client;
  /** Names the catalogue in failures. */
  address: string;
  clock: Clock;
  signal: AbortSignal;
}

/** Without a message for so long a catalogue counts as hung. */
const SILENCE_MS = 20_000;

const identity = (bytes: Uint8Array) => Buffer.from(bytes);

/** Answers of a server stream, undecoded. Ends with a Failure when the server is silent, fails, or the signal aborts. */
export async function* streamAnswers(
  method: 'listBundles' | 'listPackages',
  options: CallOptions,
): AsyncGenerator<Buffer> {
  const { client, signal } = options;
  const { path, encodeRequest } = registryCodec[method];
  const stream = client.makeServerStreamRequest(path, identity, identity, Buffer.from(encodeRequest({})));
  const silence = cancelWhenSilent(() => stream.cancel(), options);
  try {
    for await (const message of stream) {
      silence.heard();
      yield message;
    }
  } catch (error) {
    throw failureOf(error, path, silence.hung, options);
  } finally {
    silence.end();
    stream.cancel();
  }
  signal.throwIfAborted();
}

/** The answer to one question, undecoded; undefined where the server knows no such thing. */
export async function ask(path: string, request: Uint8Array, options: CallOptions): Promise<Buffer | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer | undefined>();
  const call = options.client.makeUnaryRequest(path, identity, identity, Buffer.from(request), (error, answer) =>
    error === null ? resolve(answer) : reject(error),
  );
  const silence = cancelWhenSilent(() => call.cancel(), options);
  try {
    return await promise;
  } catch (error) {
    throw failureOf(error, path, silence.hung, options);
  } finally {
    silence.end();
  }
}

function cancelWhenSilent(cancel: () => void, { clock, signal }: CallOptions) {
  let stopTimer = () => {};
  const silence = {
    hung: false,
    heard() {
      stopTimer();
      stopTimer = clock.after(SILENCE_MS, () => {
        silence.hung = true;
        cancel();
      });
    },
    end() {
      stopTimer();
      signal.removeEventListener('abort', cancel);
    },
  };
  signal.addEventListener('abort', cancel, { once: true });
  if (signal.aborted) cancel();
  else silence.heard();
  return silence;
}

function failureOf(error: unknown, path: string, hung: boolean, { address, signal }: CallOptions): Error {
  signal.throwIfAborted();
  const method = path.slice(path.lastIndexOf('/') + 1);
  const { details } = error as Partial<ServiceError>;
  const why = hung ? `no answer for ${SILENCE_MS / 1000} s` : (details ?? String(error));
  return new Failure('ServiceUnavailable', `${address} failed at ${method}: ${why}`, { cause: error });
}
