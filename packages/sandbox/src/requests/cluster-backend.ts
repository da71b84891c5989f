import type {
  ApiBackend,
  Attributes,
  DeleteOptions,
  ListQuery,
  ListResult,
  PatchType,
  RequestContext,
  ServedResource,
  Target,
  WatchEvent,
  WatchQuery,
  WriteOptions,
  WriteResult,
} from '@violet/apiserver';
import { Failure, type Json, type KubernetesObject } from '@violet/machinery';
import type { Authorizer } from '../authorization/authorizer.ts';
import { keyOf } from '../storage/event.ts';
import type { Subresources } from '../subresources/subresource.ts';
import { updateObject } from './change.ts';
import type { Cluster } from './cluster.ts';
import { createObject } from './create.ts';
import { deleteCollection, deleteObject } from './delete.ts';
import { notFound } from './failures.ts';
import { type Kind, presented } from './kind.ts';
import { listObjects } from './list.ts';
import { patchObject } from './patch.ts';
import { watchObjects } from './watch.ts';

/** A cluster as the protocol sees it. */
export class ClusterBackend implements ApiBackend {
  private readonly cluster: Cluster;
  private readonly authorizer: Authorizer;
  private readonly subresources: Subresources;

  constructor(cluster: Cluster, authorizer: Authorizer, subresources: Subresources) {
    this.cluster = cluster;
    this.authorizer = authorizer;
    this.subresources = subresources;
  }

  resources(): readonly ServedResource[] {
    return this.cluster.catalog.resources;
  }

  unready(): string | undefined {
    return this.cluster.store.failure()?.message;
  }

  async authorize(attributes: Attributes, { user }: RequestContext): Promise<string | undefined> {
    return this.authorizer.refusal(attributes, user);
  }

  async get(target: Target, context: RequestContext): Promise<KubernetesObject> {
    const kind = this.kindOf(target);
    const subresource = this.subresources.of(target);
    if (subresource?.get !== undefined) return subresource.get({ cluster: this.cluster, kind, target, context });
    const object = kind.collection.get(keyOf(target.namespace, target.name ?? ''));
    if (object === undefined) throw notFound(kind, target.name ?? '');
    return presented(kind, object);
  }

  async list(target: Target, query: ListQuery): Promise<ListResult> {
    const list = await listObjects(this.cluster, this.kindOf(target), target, query);
    await this.cluster.store.flushed();
    return list;
  }

  watch(target: Target, query: WatchQuery, { signal }: RequestContext): Promise<AsyncIterable<WatchEvent>> {
    return watchObjects(this.cluster, this.kindOf(target), target, query, signal);
  }

  async create(
    target: Target,
    body: KubernetesObject,
    options: WriteOptions,
    context: RequestContext,
  ): Promise<WriteResult> {
    const kind = this.kindOf(target);
    const create = this.subresources.of(target)?.create;
    if (create !== undefined) return create({ cluster: this.cluster, kind, target, context }, body, options);
    return createObject(this.cluster, kind, target, body, options, context);
  }

  async update(
    target: Target,
    body: KubernetesObject,
    options: WriteOptions,
    context: RequestContext,
  ): Promise<WriteResult> {
    const kind = this.kindOf(target);
    const update = this.subresources.of(target)?.update;
    if (update !== undefined) return update({ cluster: this.cluster, kind, target, context }, body, options);
    return updateObject(this.cluster, kind, target, body, options, context);
  }

  async patch(
    target: Target,
    type: PatchType,
    value: Json,
    options: WriteOptions,
    context: RequestContext,
  ): Promise<WriteResult> {
    const kind = this.kindOf(target);
    const patch = this.subresources.of(target)?.patch;
    if (patch !== undefined) return patch({ cluster: this.cluster, kind, target, context }, { type, value }, options);
    return patchObject(this.cluster, kind, { target, patch: { type, value }, options, context });
  }

  async delete(
    target: Target,
    options: DeleteOptions,
    context: RequestContext,
  ): Promise<{ object?: KubernetesObject; deleted: KubernetesObject }> {
    return deleteObject(this.cluster, this.kindOf(target), { target, options, context });
  }

  async deleteCollection(
    target: Target,
    query: ListQuery,
    options: DeleteOptions,
    context: RequestContext,
  ): Promise<ListResult> {
    return deleteCollection(this.cluster, this.kindOf(target), query, { target, options, context });
  }

  private kindOf(target: Target): Kind {
    const broken = this.cluster.store.failure();
    if (broken !== undefined) throw broken;
    const kind = this.cluster.catalog.kindOf(target.resource);
    if (kind === undefined) throw new Failure('NotFound', 'the server could not find the requested resource');
    return kind;
  }
}
