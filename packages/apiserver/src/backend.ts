import type { IncomingHttpHeaders } from 'node:http';
import type { Json, KubernetesObject, Schema } from '@violet/machinery';

export type Verb = 'create' | 'get' | 'list' | 'watch' | 'update' | 'patch' | 'delete' | 'deletecollection';

/** One column of a Table; `cell` reads an object, ages are computed by the caller's clock. */
export interface Column {
  name: string;
  type: 'string' | 'integer' | 'number' | 'boolean' | 'date';
  format?: string;
  description?: string;
  /** 0 is always shown, above 0 only with `-o wide`. */
  priority: number;
  cell: (object: KubernetesObject, now: Date) => Json;
}

/** `status`, `scale`, `approval`, `token`, … below one object. */
export interface ServedSubresource {
  name: string;
  group: string;
  version: string;
  kind: string;
  verbs: Verb[];
  /** Its requests have no body: they ask for a way into something that runs. */
  connects?: true;
  /** Read with `getRaw`: bytes of a media type of their own, such as an icon. */
  raw?: true;
  /** Where its Table is another than the object's. */
  columns?: Column[];
}

/** An answer that is no Kubernetes object. */
export interface RawAnswer {
  code: number;
  contentType: string;
  bytes: Uint8Array;
  headers?: Record<string, string>;
}

/** One version of one kind that a server answers for. */
export interface ServedResource {
  /** Empty for the core group. */
  group: string;
  version: string;
  plural: string;
  singular: string;
  kind: string;
  listKind: string;
  namespaced: boolean;
  shortNames: string[];
  categories: string[];
  verbs: Verb[];
  subresources: ServedSubresource[];
  columns: Column[];
  /** Sent with every answer about a version that is to go. */
  deprecationWarning?: string;
  /** For OpenAPI and `kubectl explain`; absent for kinds that take part in no validation. */
  schema?: Schema;
  /** The kind's name in OpenAPI, such as `io.k8s.api.apps.v1.Deployment`. */
  definitionName: string;
}

export interface UserInfo {
  username: string;
  uid?: string;
  groups: string[];
  extra?: Record<string, string[]>;
}

/** Where a request points: a collection (no name), an object, or a subresource of it. */
export interface Target {
  resource: ServedResource;
  namespace?: string;
  name?: string;
  subresource?: string;
}

export interface RequestContext {
  user: UserInfo;
  /** `User-Agent` up to the first slash: the default field manager, as the API server takes it. */
  userAgent: string;
  signal: AbortSignal;
}

export interface ListQuery {
  labelSelector?: string;
  fieldSelector?: string;
  limit?: number;
  continue?: string;
  resourceVersion?: string;
  resourceVersionMatch?: 'Exact' | 'NotOlderThan';
}

export interface ListResult {
  items: KubernetesObject[];
  resourceVersion: string;
  continue?: string;
  remainingItemCount?: number;
}

export interface WatchQuery extends ListQuery {
  allowWatchBookmarks?: boolean;
  sendInitialEvents?: boolean;
  timeoutSeconds?: number;
}

export type WatchEvent =
  | { type: 'ADDED' | 'MODIFIED' | 'DELETED'; object: KubernetesObject }
  | { type: 'BOOKMARK'; resourceVersion: string; initialEventsEnd?: boolean };

export interface WriteOptions {
  dryRun: boolean;
  fieldManager?: string;
  fieldValidation: 'Ignore' | 'Warn' | 'Strict';
  /** Server-side apply: take fields from other managers. */
  force?: boolean;
}

export type PatchType = 'json' | 'merge' | 'strategic' | 'apply';

export interface DeleteOptions {
  dryRun: boolean;
  gracePeriodSeconds?: number;
  propagationPolicy?: 'Orphan' | 'Background' | 'Foreground';
  preconditions?: { uid?: string; resourceVersion?: string };
}

export interface WriteResult {
  object: KubernetesObject;
  created: boolean;
  /** Sent as `Warning: 299` headers. */
  warnings: string[];
}

/** What a server must know how to do; everything about bytes, paths and headers is this room's. Throws `Failure`. */
export interface ApiBackend {
  /** Everything served now. The array is replaced, never changed, when CRDs come and go. */
  resources(): readonly ServedResource[];
  get(target: Target, context: RequestContext): Promise<KubernetesObject>;
  list(target: Target, query: ListQuery, context: RequestContext): Promise<ListResult>;
  /** For subresources that are `raw`; header names are in lower case. */
  getRaw?(
    target: Target,
    request: { headers: IncomingHttpHeaders; query: URLSearchParams },
    context: RequestContext,
  ): Promise<RawAnswer>;
  /**
   * Rejects for what is wrong with the request. The iteration ends when the signal aborts, and throws Expired when the
   * version is too old or the reader so slow that events were lost.
   */
  watch(target: Target, query: WatchQuery, context: RequestContext): Promise<AsyncIterable<WatchEvent>>;
  /** `body` is what the client sent, decoded to JSON: the object, or a subresource's (Scale, TokenRequest, Eviction, …). */
  create(target: Target, body: KubernetesObject, options: WriteOptions, context: RequestContext): Promise<WriteResult>;
  update(target: Target, body: KubernetesObject, options: WriteOptions, context: RequestContext): Promise<WriteResult>;
  patch(
    target: Target,
    type: PatchType,
    patch: Json,
    options: WriteOptions,
    context: RequestContext,
  ): Promise<WriteResult>;
  /** `object` is what remains while finalizers hold it; absent when it is gone. */
  delete(
    target: Target,
    options: DeleteOptions,
    context: RequestContext,
  ): Promise<{ object?: KubernetesObject; deleted: KubernetesObject }>;
  deleteCollection(
    target: Target,
    query: ListQuery,
    options: DeleteOptions,
    context: RequestContext,
  ): Promise<ListResult>;
  /** Undefined where the user may; otherwise why not, which may be empty. Called before every request. */
  authorize(attributes: Attributes, context: RequestContext): Promise<string | undefined>;
  /** Why the server cannot serve now, for `/readyz` and `/healthz`; undefined where all is well. */
  unready(): string | undefined;
}

/** What RBAC asks about a request. */
export interface Attributes {
  verb: string;
  group?: string;
  version?: string;
  resource?: string;
  subresource?: string;
  namespace?: string;
  name?: string;
  /** For paths that are no resource, such as `/version`. */
  path?: string;
}

/** From credentials to a user; undefined where they are none of this authenticator's. */
export type Authenticator = (credentials: {
  bearerToken?: string;
  certificateSubject?: { commonName: string; organizations: string[] };
  /** The verified client certificate in DER: who has several authorities can tell by which it was issued. */
  certificate?: Uint8Array;
  /** For proxies that say whom they speak for; only what comes with credentials of the proxy may be believed. */
  headers?: IncomingHttpHeaders;
}) => Promise<UserInfo | undefined>;
