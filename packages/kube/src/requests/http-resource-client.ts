import type { ResourceDefinition } from '@violet/api';
import { Failure, isFailure, type KubernetesObject, type Stored } from '@violet/machinery';
import { resourcePath, withQuery } from './paths.ts';
import type { Ask, Requester } from './requester.ts';
import type {
  Applied,
  ApplyOptions,
  DeleteOptions,
  ListOptions,
  ListResult,
  Patch,
  ResourceClient,
  SelectOptions,
  WatchOptions,
  WriteOptions,
} from './resource-client.ts';
import { watchEvents } from './watch.ts';
import type { WatchEvent } from './watch-event.ts';

const PAGE = 500;
const JSON_BODY = { 'content-type': 'application/json' };
const PATCH_BODY = {
  json: { 'content-type': 'application/json-patch+json' },
  merge: { 'content-type': 'application/merge-patch+json' },
  strategic: { 'content-type': 'application/strategic-merge-patch+json' },
  apply: { 'content-type': 'application/apply-patch+yaml' },
};

interface ListBody<T> {
  kind?: string;
  metadata?: { resourceVersion?: string; continue?: string; remainingItemCount?: number };
  items?: T[] | null;
}

/** The resource client on the wire of one cluster. */
export class HttpResourceClient<T extends KubernetesObject> implements ResourceClient<T> {
  readonly #requester: Requester;
  readonly #definition: ResourceDefinition<T>;
  readonly #namespace: string | undefined;

  constructor(requester: Requester, definition: ResourceDefinition<T>, namespace: string | undefined) {
    this.#requester = requester;
    this.#definition = definition;
    this.#namespace = namespace;
  }

  async get(
    name: string,
    options: { signal?: AbortSignal; metadataOnly?: boolean } = {},
  ): Promise<Stored<T> | undefined> {
    const path = this.#path({ name });
    try {
      return await this.#ask<Stored<T>>({ path, headers: accept(options.metadataOnly, ''), signal: options.signal });
    } catch (error) {
      if (isFailure(error, 'NotFound') && error.details?.name !== undefined) return undefined;
      throw error;
    }
  }

  async list(options: ListOptions = {}): Promise<ListResult<T>> {
    const first = await this.#page({ ...options, limit: options.limit ?? PAGE });
    if (options.limit !== undefined) return first;
    const { continue: next, remainingItemCount: _, ...rest } = first;
    let token = next;
    while (token !== undefined) {
      const { resourceVersion: _version, resourceVersionMatch: _match, ...select } = options;
      const page = await this.#page({ ...select, limit: PAGE, continue: token });
      for (const item of page.items) rest.items.push(item);
      token = page.continue;
    }
    return rest;
  }

  async *watch(options: WatchOptions = {}): AsyncGenerator<WatchEvent<T>> {
    const path = withQuery(this.#path(), {
      watch: true,
      allowWatchBookmarks: true,
      ...selectors(options),
      resourceVersion: options.resourceVersion,
      timeoutSeconds: options.timeoutSeconds,
    });
    const body = await this.#requester.stream({
      path,
      headers: accept(options.metadataOnly, ''),
      signal: options.signal,
    });
    options.onOpen?.();
    yield* watchEvents<T>(body, `watch of ${this.#definition.plural}`);
  }

  create(object: T, options: WriteOptions = {}): Promise<Stored<T>> {
    const path = this.#path({ namespace: object.metadata.namespace });
    return this.#write('POST', path, JSON_BODY, object, options);
  }

  replace(object: T, options: WriteOptions = {}): Promise<Stored<T>> {
    return this.#write('PUT', this.#pathOf(object), JSON_BODY, object, options);
  }

  replaceStatus(object: T, options: WriteOptions = {}): Promise<Stored<T>> {
    return this.#write('PUT', this.#pathOf(object, 'status'), JSON_BODY, object, options);
  }

  patch(name: string, patch: Patch, options: WriteOptions = {}): Promise<Stored<T>> {
    return this.#write('PATCH', this.#path({ name }), PATCH_BODY[patch.type], patch.body, options);
  }

  patchStatus(name: string, patch: Patch, options: WriteOptions = {}): Promise<Stored<T>> {
    return this.#write(
      'PATCH',
      this.#path({ name, subresource: 'status' }),
      PATCH_BODY[patch.type],
      patch.body,
      options,
    );
  }

  apply(object: Applied<T>, options: ApplyOptions): Promise<Stored<T>> {
    return this.#write('PATCH', this.#pathOf(object), PATCH_BODY.apply, object, options);
  }

  applyStatus(object: Applied<T>, options: ApplyOptions): Promise<Stored<T>> {
    return this.#write('PATCH', this.#pathOf(object, 'status'), PATCH_BODY.apply, object, options);
  }

  async delete(name: string, options: DeleteOptions = {}): Promise<Stored<T> | undefined> {
    try {
      const left = await this.#ask<Stored<T>>({ ...deletion(options), path: this.#path({ name }) });
      return left.kind === 'Status' || left.metadata.deletionTimestamp === undefined ? undefined : left;
    } catch (error) {
      if (isFailure(error, 'NotFound') && error.details?.name !== undefined) return undefined;
      throw error;
    }
  }

  async deleteCollection(options: SelectOptions & DeleteOptions = {}): Promise<void> {
    await this.#requester.text({ ...deletion(options), path: withQuery(this.#path(), selectors(options)) });
  }

  async #page(options: ListOptions): Promise<ListResult<T>> {
    const path = withQuery(this.#path(), {
      ...selectors(options),
      limit: options.limit,
      continue: options.continue,
      resourceVersion: options.resourceVersion,
      resourceVersionMatch: options.resourceVersionMatch,
    });
    const body = await this.#ask<ListBody<Stored<T>>>({
      path,
      headers: accept(options.metadataOnly, 'List'),
      signal: options.signal,
      onWarning: options.onWarning,
    });
    return this.#listResult(body);
  }

  /** Items of a list carry neither apiVersion nor kind on the wire. */
  #listResult(body: ListBody<Stored<T>>): ListResult<T> {
    const { group, version, kind } = this.#definition;
    const apiVersion = group === '' ? version : `${group}/${version}`;
    const { resourceVersion = '', continue: token, remainingItemCount } = body.metadata ?? {};
    return {
      items: (body.items ?? []).map((item) => ({ ...item, apiVersion, kind })),
      resourceVersion,
      ...(token === undefined || token === '' ? {} : { continue: token }),
      ...(remainingItemCount === undefined ? {} : { remainingItemCount }),
    };
  }

  async #write(
    method: string,
    path: string,
    headers: Record<string, string>,
    body: unknown,
    options: WriteOptions & { force?: boolean },
  ): Promise<Stored<T>> {
    const { dryRun, fieldManager, fieldValidation, force, metadataOnly, signal, onWarning } = options;
    const query = { dryRun: dryRun === true ? 'All' : undefined, fieldManager, fieldValidation, force };
    return await this.#ask<Stored<T>>({
      method,
      path: withQuery(path, query),
      headers: { ...headers, ...accept(metadataOnly, '') },
      body: JSON.stringify(body),
      signal,
      onWarning,
    });
  }

  async #ask<R>(ask: Ask): Promise<R> {
    try {
      return await this.#requester.json<R>(ask);
    } catch (error) {
      throw isFailure(error, 'NotFound') && error.details?.name === undefined ? this.#notServed(error) : error;
    }
  }

  #notServed(cause: Failure): Failure {
    const { group, kind } = this.#definition;
    // A 404 with a Status of its own words (a namespace that is gone, say) says more than we could.
    if (cause.details?.kind !== undefined) return cause;
    return new Failure('NotFound', `the cluster does not serve ${kind}${group === '' ? '' : ` of ${group}`}`, {
      cause,
      reason: 'KindNotServed',
      details: { group, kind },
    });
  }

  #pathOf(object: { metadata: { name?: string; namespace?: string } }, subresource?: string): string {
    const { name, namespace } = object.metadata;
    if (name === undefined) throw new Error(`a ${this.#definition.kind} without a name cannot be addressed`);
    return this.#path({ name, namespace, ...(subresource === undefined ? {} : { subresource }) });
  }

  #path(at: { name?: string; namespace?: string | undefined; subresource?: string } = {}): string {
    return resourcePath(this.#definition, { ...at, namespace: at.namespace ?? this.#namespace });
  }
}

function selectors(options: SelectOptions): { labelSelector: string | undefined; fieldSelector: string | undefined } {
  return { labelSelector: options.labelSelector, fieldSelector: options.fieldSelector };
}

function accept(metadataOnly: boolean | undefined, suffix: '' | 'List'): Record<string, string> {
  if (metadataOnly !== true) return {};
  return { accept: `application/json;as=PartialObjectMetadata${suffix};g=meta.k8s.io;v=v1,application/json` };
}

function deletion(options: DeleteOptions): Omit<Ask, 'path'> {
  const { dryRun, gracePeriodSeconds, propagationPolicy, preconditions, signal } = options;
  const body = {
    kind: 'DeleteOptions',
    apiVersion: 'v1',
    dryRun: dryRun === true ? ['All'] : undefined,
    gracePeriodSeconds,
    propagationPolicy,
    preconditions,
  };
  return { method: 'DELETE', headers: JSON_BODY, body: JSON.stringify(body), signal };
}
