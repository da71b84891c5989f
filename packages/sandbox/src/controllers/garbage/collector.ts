import { type Log, WorkQueue } from '@violet/controller';
import {
  Backoff,
  type Change,
  type Clock,
  type Cluster,
  type ResourceCache,
  type ResourceDefinition,
  startCache,
} from '@violet/kube';
import { isFailure, type KubernetesObject, type Stored } from '@violet/machinery';
import { deletableResources } from '../deletable.ts';
import { kind } from '../kinds/kind.ts';
import {
  FOREGROUND,
  type GraphNode,
  ORPHAN,
  OwnerGraph,
  releasesDependents,
  waitsForDependents,
} from './owner-graph.ts';
import { classifyOwners, GoneOwners } from './owners.ts';

export interface CollectorOptions {
  client: Cluster;
  clock: Clock;
  log: Log;
}

export interface GarbageCollector {
  stop(): Promise<void>;
}

const CustomResourceDefinition = kind(
  'apiextensions.k8s.io/v1',
  'CustomResourceDefinition',
  'customresourcedefinitions',
  'Cluster',
);
const DISCOVER_AFTER_MS = 100;

/** Deletes what lost its last owner, and carries out what the deletion of an owner asked for its dependents. */
export function startGarbageCollector(options: CollectorOptions): GarbageCollector {
  return new Collector(options);
}

class Collector implements GarbageCollector {
  readonly #options: CollectorOptions;
  readonly #graph = new OwnerGraph();
  readonly #gone = new GoneOwners();
  readonly #queue: WorkQueue;
  readonly #backoffs = new Map<string, Backoff>();
  readonly #caches = new Map<string, ResourceCache>();
  readonly #definitions: ResourceCache;
  #cancelDiscovery: (() => void) | undefined;
  #stopped = false;

  constructor(options: CollectorOptions) {
    this.#options = options;
    this.#queue = new WorkQueue({ clock: options.clock, concurrency: 8, work: (uid) => this.#work(uid) });
    this.#definitions = startCache(options.client, CustomResourceDefinition, { clock: options.clock });
    this.#definitions.subscribe(() => this.#discoverSoon(DISCOVER_AFTER_MS));
    this.#discoverSoon(0);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelDiscovery?.();
    this.#definitions.stop();
    for (const cache of this.#caches.values()) cache.stop();
    await this.#queue.close();
  }

  #discoverSoon(delayMs: number): void {
    if (this.#stopped || this.#cancelDiscovery !== undefined) return;
    this.#cancelDiscovery = this.#options.clock.after(delayMs, () => {
      this.#cancelDiscovery = undefined;
      this.#discover().catch((error: unknown) => {
        if (!this.#stopped) this.#options.log.debug({ err: error }, 'discovery failed and is tried again');
        this.#discoverSoon(1000);
      });
    });
  }

  async #discover(): Promise<void> {
    const wanted = new Map(
      (await deletableResources(this.#options.client)).map((resource) => [
        `${resource.group}/${resource.plural}`,
        resource,
      ]),
    );
    if (this.#stopped) return;
    for (const [id, cache] of this.#caches) {
      if (wanted.has(id)) continue;
      cache.stop();
      this.#caches.delete(id);
      for (const object of cache.list()) this.#forget(object);
    }
    for (const [id, resource] of wanted) if (!this.#caches.has(id)) this.#follow(id, resource);
    await Promise.all([...this.#caches.values()].map((cache) => cache.whenSynced().catch(() => undefined)));
    if (this.#stopped) return;
    // Only a complete picture tells an owner that is gone from one that was not seen yet.
    for (const node of this.#graph.all()) this.#look(node);
    this.#queue.open();
  }

  #follow(id: string, resource: ResourceDefinition): void {
    const cache = startCache(this.#options.client, resource, { metadataOnly: true, clock: this.#options.clock });
    this.#caches.set(id, cache);
    cache.subscribe((change) => this.#take(resource, change));
  }

  #take(resource: ResourceDefinition, change: Change<KubernetesObject>): void {
    if (change.type === 'removed') {
      this.#forget(change.object);
      return;
    }
    if (change.type === 'changed') this.#lookAtOwners(change.previous);
    this.#look(this.#graph.put(resource, change.object));
  }

  #look(node: GraphNode): void {
    const lost = node.owners.some(({ uid }) => {
      const owner = this.#graph.get(uid);
      return owner === undefined || waitsForDependents(owner);
    });
    if (lost || waitsForDependents(node) || releasesDependents(node)) this.#queue.add(node.uid);
  }

  #forget(object: Stored<KubernetesObject>): void {
    const { uid } = object.metadata;
    for (const dependent of this.#graph.dependentsOf(uid)) this.#queue.add(dependent.uid);
    this.#graph.remove(uid);
    this.#lookAtOwners(object);
  }

  #lookAtOwners(object: KubernetesObject): void {
    for (const { uid } of object.metadata.ownerReferences ?? []) {
      const owner = this.#graph.get(uid);
      if (owner !== undefined && waitsForDependents(owner)) this.#queue.add(uid);
    }
  }

  async #work(uid: string): Promise<void> {
    const node = this.#graph.get(uid);
    if (node === undefined || this.#stopped) {
      this.#backoffs.delete(uid);
      return;
    }
    try {
      await this.#settle(node);
      this.#backoffs.delete(uid);
    } catch (error) {
      if (this.#stopped) return;
      const backoff = this.#backoffs.get(uid) ?? new Backoff({ firstMs: 20, lastMs: 30_000, random: Math.random });
      this.#backoffs.set(uid, backoff);
      this.#queue.addAfter(uid, backoff.next());
      if (!isFailure(error, 'Conflict', 'NotFound'))
        this.#options.log.debug({ name: node.name, err: error }, 'garbage is tried again');
    }
  }

  async #settle(node: GraphNode): Promise<void> {
    const objects = this.#options.client.resource(node.kind, node.namespace);
    const live = await objects.get(node.name, { metadataOnly: true });
    if (live === undefined || live.metadata.uid !== node.uid) return;
    const { deletionTimestamp, finalizers = [] } = live.metadata;
    const state = { deleting: deletionTimestamp !== undefined, finalizers };
    if (releasesDependents(state)) return await this.#release(node, live);
    if (waitsForDependents(state)) return await this.#waitForDependents(node, live);
    if (!state.deleting) await this.#deleteIfUnowned(node, live);
  }

  async #release(node: GraphNode, live: Stored<KubernetesObject>): Promise<void> {
    for (const dependent of this.#graph.dependentsOf(node.uid)) {
      const objects = this.#options.client.resource(dependent.kind, dependent.namespace);
      const current = await objects.get(dependent.name, { metadataOnly: true });
      if (current?.metadata.uid === dependent.uid) await this.#dropOwners(dependent, current, [node.uid]);
    }
    await this.#dropFinalizer(node, live, ORPHAN);
  }

  async #waitForDependents(node: GraphNode, live: Stored<KubernetesObject>): Promise<void> {
    const blocking = this.#graph.blockingDependentsOf(node.uid);
    if (blocking.length === 0) return await this.#dropFinalizer(node, live, FOREGROUND);
    for (const dependent of this.#graph.dependentsOf(node.uid)) if (!dependent.deleting) this.#queue.add(dependent.uid);
  }

  async #deleteIfUnowned(node: GraphNode, live: Stored<KubernetesObject>): Promise<void> {
    const { client } = this.#options;
    if ((live.metadata.ownerReferences ?? []).length === 0) return;
    const { solid, dangling, waiting } = await classifyOwners(client, live, this.#gone);
    const lost = [...dangling, ...waiting].map(({ uid }) => uid);
    if (solid.length > 0) {
      if (lost.length > 0) await this.#dropOwners(node, live, lost);
      return;
    }
    const cascade = waiting.length > 0 && this.#graph.dependentsOf(node.uid).length > 0;
    const propagationPolicy = cascade ? 'Foreground' : policyOf(live.metadata.finalizers ?? []);
    await client
      .resource(node.kind, node.namespace)
      .delete(node.name, { propagationPolicy, preconditions: { uid: node.uid } });
  }

  async #dropOwners(node: GraphNode, live: Stored<KubernetesObject>, uids: readonly string[]): Promise<void> {
    const kept = (live.metadata.ownerReferences ?? []).filter(({ uid }) => !uids.includes(uid));
    await this.#patchMetadata(node, live, { ownerReferences: kept });
  }

  async #dropFinalizer(node: GraphNode, live: Stored<KubernetesObject>, finalizer: string): Promise<void> {
    await this.#patchMetadata(node, live, {
      finalizers: (live.metadata.finalizers ?? []).filter((name) => name !== finalizer),
    });
  }

  async #patchMetadata(node: GraphNode, live: Stored<KubernetesObject>, change: object): Promise<void> {
    const { uid, resourceVersion } = live.metadata;
    const objects = this.#options.client.resource(node.kind, node.namespace);
    await objects.patch(node.name, { type: 'merge', body: { metadata: { uid, resourceVersion, ...change } } as never });
  }
}

function policyOf(finalizers: readonly string[]): 'Orphan' | 'Foreground' | 'Background' {
  if (finalizers.includes(ORPHAN)) return 'Orphan';
  return finalizers.includes(FOREGROUND) ? 'Foreground' : 'Background';
}
