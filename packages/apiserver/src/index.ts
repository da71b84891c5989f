/** The server side of the Kubernetes protocol over an injected backend. */
export { probeRemote } from './aggregation/probe.ts';
export type { RemoteApi, RemoteServer } from './aggregation/remote-api.ts';
export { anonymous } from './authentication/authenticate.ts';
export type {
  ApiBackend,
  Attributes,
  Authenticator,
  Column,
  DeleteOptions,
  ListQuery,
  ListResult,
  PatchType,
  RequestContext,
  ServedResource,
  ServedSubresource,
  Target,
  UserInfo,
  Verb,
  WatchEvent,
  WatchQuery,
  WriteOptions,
  WriteResult,
} from './backend.ts';
export { compareVersions as compareApiVersions } from './discovery/version-order.ts';
export { forbidden } from './forbidden.ts';
export type { HttpRequest, HttpResponse } from './http.ts';
export type { DefinitionNameOf } from './openapi/definition.ts';
export type { ProtobufField, ProtobufMessage, ProtobufTypes } from './protobuf/field.ts';
export { type ApiServerOptions, createApiServer } from './server.ts';
export type { ServerVersion } from './version.ts';
