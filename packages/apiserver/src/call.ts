import type { RemoteApi } from './aggregation/remote-api.ts';
import type { ApiBackend, Authenticator, RequestContext, ServedResource } from './backend.ts';
import type { BodyDecoder } from './body-decoder.ts';
import { type HttpRequest, type HttpResponse, header } from './http.ts';
import type { OpenApiDocuments } from './openapi/documents.ts';
import type { ServerVersion } from './version.ts';

/** What a server is made of. */
export interface Server {
  backend: ApiBackend;
  remoteApis: () => readonly RemoteApi[];
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

/** What discovery tells of: this server's own resources, and those of the servers behind it. */
export function discoverable({ backend, remoteApis }: Server): readonly ServedResource[] {
  const remotes = remoteApis();
  return remotes.length === 0 ? backend.resources() : [...backend.resources(), ...remotes.flatMap((r) => r.resources)];
}

export function acceptEncoding(call: Call): string {
  return header(call.request, 'accept-encoding') ?? '';
}
