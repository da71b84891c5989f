import type { Json, KubernetesObject, Stored } from '@violet/machinery';
import type { WatchEvent } from './watch-event.ts';

export interface SelectOptions {
  labelSelector?: string;
  fieldSelector?: string;
  signal?: AbortSignal;
}

export interface ListOptions extends SelectOptions {
  /** One page of at most so many; without it all pages are read and joined. */
  limit?: number;
  continue?: string;
  resourceVersion?: string;
  resourceVersionMatch?: 'Exact' | 'NotOlderThan';
  /** Ask for apiVersion, kind and metadata only. */
  metadataOnly?: boolean;
  /** Called with each warning that the server sends along. */
  onWarning?: (warning: string) => void;
}

export interface ListResult<T extends KubernetesObject> {
  items: Stored<T>[];
  resourceVersion: string;
  continue?: string;
  remainingItemCount?: number;
}

export interface WatchOptions extends SelectOptions {
  /** Events after this version; without it the server starts anywhere. */
  resourceVersion?: string;
  /** The server ends the watch after this time. */
  timeoutSeconds?: number;
  metadataOnly?: boolean;
  /** Called when the server has accepted the watch, before any event. */
  onOpen?: () => void;
}

export interface WriteOptions {
  /** The answer has apiVersion, kind and metadata only: for big objects of which the writer knows the rest. */
  metadataOnly?: boolean;
  dryRun?: boolean;
  fieldManager?: string;
  fieldValidation?: 'Ignore' | 'Warn' | 'Strict';
  signal?: AbortSignal;
  /** Called with each warning that the server sends along. */
  onWarning?: (warning: string) => void;
}

export interface ApplyOptions extends WriteOptions {
  fieldManager: string;
  /** Take fields from other managers instead of failing with Conflict. */
  force?: boolean;
}

export interface Patch {
  type: 'json' | 'merge' | 'strategic';
  body: Json;
}

export interface DeleteOptions {
  dryRun?: boolean;
  gracePeriodSeconds?: number;
  propagationPolicy?: 'Orphan' | 'Background' | 'Foreground';
  preconditions?: { uid?: string; resourceVersion?: string };
  signal?: AbortSignal;
}

/** One kind in one cluster: of one namespace, or of all where none was given. */
export interface ResourceClient<T extends KubernetesObject = KubernetesObject> {
  /** Undefined where there is no such object; throws NotFound where the cluster does not serve the kind. */
  get(name: string, options?: { signal?: AbortSignal; metadataOnly?: boolean }): Promise<Stored<T> | undefined>;
  list(options?: ListOptions): Promise<ListResult<T>>;
  /** Ends when the server ends it or the signal aborts; throws Expired when the version is too old. */
  watch(options?: WatchOptions): AsyncIterable<WatchEvent<T>>;
  create(object: T, options?: WriteOptions): Promise<Stored<T>>;
  /** With `metadata.resourceVersion` set, throws Conflict when the object has changed since. */
  replace(object: T, options?: WriteOptions): Promise<Stored<T>>;
  replaceStatus(object: T, options?: WriteOptions): Promise<Stored<T>>;
  patch(name: string, patch: Patch, options?: WriteOptions): Promise<Stored<T>>;
  patchStatus(name: string, patch: Patch, options?: WriteOptions): Promise<Stored<T>>;
  /** Server-side apply of the object's own fields. */
  apply(object: Applied<T>, options: ApplyOptions): Promise<Stored<T>>;
  applyStatus(object: Applied<T>, options: ApplyOptions): Promise<Stored<T>>;
  /** The object while finalizers or a grace period hold it; undefined when it is gone (or never was). */
  delete(name: string, options?: DeleteOptions): Promise<Stored<T> | undefined>;
  deleteCollection(options?: SelectOptions & DeleteOptions): Promise<void>;
}

/** What server-side apply sends: some of the fields, the name always. */
export type Applied<T extends KubernetesObject> = Pick<KubernetesObject, 'apiVersion' | 'kind' | 'metadata'> & {
  [K in Exclude<keyof T, 'apiVersion' | 'kind' | 'metadata'>]?: unknown;
};
