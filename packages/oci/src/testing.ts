/** For tests: a registry that answers as it is told, to meet the faults that no real one shows on demand. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { Clock } from './client/registry.ts';

export { type FakeRegistry, startFakeRegistry } from './testing/fake-registry.ts';
export { type AuthQuirks, type Quirks, registryProfiles } from './testing/quirks.ts';
export { type ProxyOptions, type RecordingProxy, startRecordingProxy } from './testing/recording-proxy.ts';

export interface SeenRequest {
  /** `PUT /v2/a/manifests/v1?x=y`. */
  line: string;
  headers: IncomingMessage['headers'];
  body: Buffer;
}

export interface ScriptedRegistry {
  address: string;
  /** Requests whose bodies came whole, in order. */
  seen: SeenRequest[];
  close(): Promise<void>;
}

export type Script = (seen: SeenRequest, response: ServerResponse, request: IncomingMessage) => void | Promise<void>;

/** Calls the script with each request; `early` sees requests before their bodies are read, and takes one by returning true. */
export async function startScriptedRegistry(
  script: Script,
  early: (request: IncomingMessage, response: ServerResponse) => boolean = () => false,
): Promise<ScriptedRegistry> {
  const seen: SeenRequest[] = [];
  const server = createServer((request, response) => {
    if (early(request, response)) return;
    buffer(request).then(
      async (body) => {
        const entry = { line: `${request.method} ${request.url}`, headers: request.headers, body };
        seen.push(entry);
        await script(entry, response, request);
      },
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    seen,
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** A clock that never waits, and remembers for how long it should have. */
export function instantClock(start = 0): Clock & { pausesMs: number[]; advance(ms: number): void } {
  let now = start;
  const pausesMs: number[] = [];
  return {
    pausesMs,
    now: () => now,
    advance: (ms) => {
      now += ms;
    },
    random: () => 1,
    sleep: async (ms) => {
      pausesMs.push(ms);
      now += ms;
    },
  };
}
