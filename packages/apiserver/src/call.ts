import type { ApiBackend, Authenticator, RequestContext } from './backend.ts';
import type { BodyDecoder } from './body-decoder.ts';
import { type HttpRequest, type HttpResponse, header } from './http.ts';
import type { OpenApiDocuments } from './openapi/documents.ts';
import type { ServerVersion } from './version.ts';

/** What a server is made of. */
export interface Server {
  backend: ApiBackend;
  authenticators: readonly Authenticator[];
  version: ServerVersion;
  decoder: BodyDecoder;
  documents: OpenApiDocuments;
  clock: () => Date;
  log: (message: string, error: unknown) => void;
}

/** One request on its way through the server, after authentication. */
export interface Call {
  server: Server;
  request: HttpRequest;
  response: HttpResponse;
  method: string;
  path: string;
  query: URLSearchParams;
  context: RequestContext;
}

export function acceptEncoding(call: Call): string {
  return header(call.request, 'accept-encoding') ?? '';
}
