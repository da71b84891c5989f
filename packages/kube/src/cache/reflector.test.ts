import type { KubernetesObject, Stored } from '@violet/machinery';
import { Failure } from '@violet/machinery';
import { describe, expect, it } from 'vitest';
import type { Cluster } from '../cluster.ts';
import type { ListResult, ResourceClient, WatchOptions } from '../requests/resource-client.ts';
import type { WatchEvent } from '../requests/watch-event.ts';
import { type ManualClock, manualClock } from '../testing.ts';
import { startCache } from './reflector.ts';

/** A wire that a test speaks by hand: what is listed, and each watch with its events and its end. */
class Wire {
  readonly lists: (() => Promise<ListResult<KubernetesObject>>)[] = [];
  readonly watches: ({ options: WatchOptions } & PromiseWithResolvers<void> & {
      events: WatchEvent[];
      wake: () => void;
    })[] = [];

  get cluster(): Cluster {
    const client: Pick<ResourceClient, 'list' | 'watch'> = {
      list: () => this.lists.shift()?.() ?? Promise.reject(new Failure('InternalError', 'not expected')),
      watch: (options = {}) => this.#watch(options),
    };
    return { resource: () => client } as unknown as Cluster;
  }

  send(event: WatchEvent): void {
    const watch = this.watches.at(-1);
    watch?.events.push(event);
    watch?.wake();
  }

  async *#watch(options: WatchOptions): AsyncGenerator<WatchEvent> {
    let arrival = Promise.withResolvers<void>();
    const watch = {
      options,
      ...Promise.withResolvers<void>(),
      events: [] as WatchEvent[],
      wake: () => arrival.resolve(),
    };
    this.watches.push(watch);
    options.onOpen?.();
    for (;;) {
      for (const event of watch.events.splice(0)) yield event;
      const ended = await Promise.race([watch.promise.then(() => true), arrival.promise.then(() => false)]);
      if (ended) return;
      arrival = Promise.withResolvers<void>();
    }
  }
}

function anObject(name: string, resourceVersion: string): Stored<KubernetesObject> {
  return { apiVersion: 'v1', kind: 'Thing', metadata: { name, uid: name, resourceVersion, creationTimestamp: '' } };
}

const things = { group: '', version: 'v1', kind: 'Thing', plural: 'things', scope: 'Cluster' } as const;
const names = (items: readonly KubernetesObject[]) => items.map(({ metadata }) => metadata.name);

async function nextTry(clock: ManualClock): Promise<void> {
  await expect.poll(() => clock.waiting).toBe(1);
  clock.advance(30_000);
}

describe('a cache whose watch', () => {
  it('keeps of each object what a projection leaves of it, page by page', async () => {
    const wire = new Wire();
    const big = (name: string, version: string) => ({ ...anObject(name, version), spec: { text: 'x'.repeat(10) } });
    wire.lists.push(
      async () => ({ items: [big('a', '1')], resourceVersion: '5', continue: 'more' }),
      async () => ({ items: [big('b', '2')], resourceVersion: '5' }),
    );
    const length = (object: KubernetesObject) => JSON.stringify(object.spec).length;
    const project = {
      id: 'length',
      of: ({ apiVersion, kind, metadata, ...rest }: Stored<KubernetesObject>) => ({
        apiVersion,
        kind,
        metadata,
        length: length({ apiVersion, kind, metadata, ...rest }),
      }),
    };
    const cache = startCache(wire.cluster, things, { clock: manualClock(), project });
    await cache.whenSynced();
    expect(cache.list().map((object) => [object.metadata.name, object['spec'], object['length']])).toEqual([
      ['a', undefined, 21],
      ['b', undefined, 21],
    ]);

    const changes: unknown[] = [];
    cache.subscribe(({ type, object }) => changes.push([type, object.metadata.name, object['length']]));
    await expect.poll(() => wire.watches.length).toBe(1);
    wire.send({ type: 'MODIFIED', object: { ...anObject('a', '6'), spec: {} } });
    await expect.poll(() => changes.at(-1)).toEqual(['changed', 'a', 2]);
    cache.stop();
  });

  it('ends goes on from the last version, bookmarks included', async () => {
    const clock = manualClock();
    const wire = new Wire();
    wire.lists.push(async () => ({ items: [anObject('a', '5')], resourceVersion: '7' }));
    const cache = startCache(wire.cluster, things, { clock, random: () => 1 });
    await expect.poll(() => wire.watches.length).toBe(1);

    wire.send({ type: 'ADDED', object: anObject('b', '8') });
    wire.send({ type: 'BOOKMARK', resourceVersion: '20', initialEventsEnd: false });
    await cache.until(() => cache.version === '20', 1000);
    wire.watches[0]?.resolve();
    await nextTry(clock);
    await expect.poll(() => wire.watches.length).toBe(2);

    expect(wire.watches.map(({ options }) => options.resourceVersion)).toEqual(['7', '20']);
    expect(names(cache.list())).toEqual(['a', 'b']);
    cache.stop();
  });

  it.each([
    new Failure('Expired', 'too old resource version'),
    new Failure('Timeout', 'Too large resource version: 20, current: 9'),
  ])('has no such version ($message) lists again and drops what went meanwhile', async (refusal) => {
    const clock = manualClock();
    const wire = new Wire();
    wire.lists.push(async () => ({ items: [anObject('a', '1'), anObject('b', '1')], resourceVersion: '1' }));
    wire.lists.push(async () => ({ items: [anObject('b', '9')], resourceVersion: '9' }));
    const cache = startCache(wire.cluster, things, { clock, random: () => 1 });
    await expect.poll(() => wire.watches.length).toBe(1);
    const removed: (string | undefined)[] = [];
    cache.subscribe((change) => {
      if (change.type === 'removed') removed.push(change.object.metadata.name);
    });

    wire.watches[0]?.reject(refusal);
    await nextTry(clock);
    await expect.poll(() => wire.watches.length).toBe(2);

    expect(removed).toEqual(['a']);
    expect(wire.watches[1]?.options.resourceVersion).toBe('9');
    expect(cache.failure).toBeUndefined();
    cache.stop();
  });

  it('fails says why until it is back, and keeps what it knows', async () => {
    const clock = manualClock();
    const wire = new Wire();
    wire.lists.push(async () => ({ items: [anObject('a', '1')], resourceVersion: '1' }));
    const cache = startCache(wire.cluster, things, { clock, random: () => 1 });
    await expect.poll(() => wire.watches.length).toBe(1);

    wire.watches[0]?.reject(new Failure('ServiceUnavailable', 'cannot reach it'));
    await expect.poll(() => cache.failure?.message).toBe('cannot reach it');
    const known = names(cache.list());
    await nextTry(clock);
    await expect.poll(() => cache.failure).toBeUndefined();

    expect(known).toEqual(['a']);
    expect(cache.synced).toBe(true);
    cache.stop();
  });
});

it('a cache that cannot list waits longer each time', async () => {
  const clock = manualClock();
  const wire = new Wire();
  for (let round = 0; round < 3; round++) wire.lists.push(() => Promise.reject(new Failure('Forbidden', 'not yours')));
  wire.lists.push(async () => ({ items: [], resourceVersion: '1' }));
  const cache = startCache(wire.cluster, things, { clock, random: () => 1 });

  for (const delay of [200, 400, 800]) {
    await expect.poll(() => clock.waiting).toBe(1);
    clock.advance(delay - 1);
    expect(clock.waiting).toBe(1);
    clock.advance(1);
  }
  await cache.whenSynced();

  expect(wire.lists).toHaveLength(0);
  cache.stop();
});

it('a cache that was stopped keeps nobody waiting', async () => {
  const cache = startCache(new Wire().cluster, things, { clock: manualClock() });
  const before = cache.until(() => false, 60_000);
  cache.stop();
  expect(await before).toBe(false);
  expect(await cache.until(() => false, 60_000)).toBe(false);
});
