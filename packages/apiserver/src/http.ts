import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';

/** What this room reads of a request: the same in HTTP/1.1 and in HTTP/2's compatibility API. */
export interface HttpRequest extends Readable {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly socket?: unknown;
}

/** What this room writes of a response: the same in HTTP/1.1 and in HTTP/2's compatibility API. */
export interface HttpResponse {
  readonly headersSent: boolean;
  readonly writableEnded: boolean;
  readonly destroyed?: boolean;
  setHeader(name: string, value: string | string[]): unknown;
  writeHead(statusCode: number, headers?: Record<string, string | number | string[]>): unknown;
  /** HTTP/2's `writeHead` sends at once. */
  flushHeaders?(): void;
  write(chunk: string | Uint8Array): boolean;
  end(chunk?: string | Uint8Array): unknown;
  on(event: 'close' | 'drain', listener: () => void): unknown;
  off(event: 'close' | 'drain', listener: () => void): unknown;
  destroy(): unknown;
  /** HTTP/2's. */
  readonly stream?: { close(code: number): unknown };
}

/** RFC 9113, section 7. */
const internalError = 2;

/** Ends an answer whose rest will not come so that the client sees that it is not whole, as the API server does. */
export function cutShort(response: HttpResponse): void {
  if (response.stream === undefined) response.destroy();
  else response.stream.close(internalError);
}

/** The first value of a header; lower-case name. */
export function header(request: HttpRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** All values of a header that may be repeated; lower-case name. */
export function headerValues(request: HttpRequest, name: string): string[] {
  const value = request.headers[name];
  if (value === undefined) return [];
  return Array.isArray(value) ? value : value.split(',').map((item) => item.trim());
}
