import type { CatalogSource } from '@violet/api';
import { manualClock } from '@violet/kube/testing';
import type { Stored } from '@violet/machinery';
import { describe, expect, it } from 'vitest';
import { aCatalog, aRegistryBundle } from '../testing/catalog-content.ts';
import { ClusterCatalogs } from './cluster-catalogs.ts';
import { EMPTY_DOUBT_MS, isBelievable } from './empty-answers.ts';
import { type FeedListener, noHeads } from './feed.ts';
import { type Origin, originOf } from './origin.ts';
import { FleetRooms } from './room.ts';
import { weightOf } from './weight.ts';

const content = aCatalog(aRegistryBundle('demo', '1.0.0'));

function aSource(name: string, namespace: string, change: Partial<CatalogSource['spec']> = {}, uid = name) {
  const metadata = {
    name,
    namespace,
    uid,
    resourceVersion: '1',
    generation: 1,
    creationTimestamp: '2026-01-01T00:00:00Z',
  };
  const spec = { sourceType: 'grpc', address: `${name}:1`, ...change };
  return {
    apiVersion: 'operators.coreos.com/v1alpha1',
    kind: 'CatalogSource',
    metadata,
    spec,
  } as Stored<CatalogSource> & {
    metadata: { generation: number };
  };
}

function start(rooms = new FleetRooms()) {
  const feeds = new Map<string, FeedListener>();
  const seen: string[] = [];
  let revision = 0;
  const catalogs = new ClusterCatalogs({
    cluster: 'member',
    rooms: rooms.ofCluster(),
    catalogNamespace: 'global',
    clock: manualClock(),
    nextRevision: () => ++revision,
    follow(source, listener) {
      if (originOf(source) === undefined) return undefined;
      feeds.set(source.metadata.name, listener);
      seen.push(`follow ${source.metadata.name}`);
      return {
        nudge: () => seen.push(`nudge ${source.metadata.name}`),
        stop: () => seen.push(`stop ${source.metadata.name}`),
      };
    },
  });
  return { catalogs, feeds, seen };
}

describe('the catalogues of a cluster', () => {
  it('are visible in their own namespace, and everywhere when they are global', () => {
    const { catalogs } = start();
    for (const [name, namespace] of [
      ['b', 'global'],
      ['a', 'global'],
      ['z', 'here'],
      ['x', 'there'],
    ] as const)
      catalogs.follow(aSource(name, namespace));
    const names = (...words: Parameters<typeof catalogs.visibleFrom>) =>
      catalogs.visibleFrom(...words).map(({ name }) => name);
    expect(names('here')).toEqual(['z', 'a', 'b']);
    expect(names('here', { ownOnly: true })).toEqual(['z']);
    expect(names('global')).toEqual(['a', 'b']);
  });

  it('have another revision for each other content, and no other', () => {
    const { catalogs, feeds } = start();
    catalogs.follow(aSource('a', 'here'));
    const revision = () => catalogs.get('here', 'a')?.snapshot?.revision;
    feeds.get('a')?.onContent(content, 'one', noHeads);
    feeds.get('a')?.onContent(content, 'one', noHeads);
    expect(revision()).toBe(1);
    feeds.get('a')?.onContent(content, 'two', noHeads);
    expect(revision()).toBe(2);
  });

  it('keep what they had while they are away, or while another address is tried', () => {
    const { catalogs, feeds, seen } = start();
    catalogs.follow(aSource('a', 'here'));
    feeds.get('a')?.onContent(content, 'one', noHeads);
    feeds.get('a')?.onState('TRANSIENT_FAILURE', 'it is away');
    expect(catalogs.get('here', 'a')).toMatchObject({ snapshot: { content }, health: { problem: 'it is away' } });
    const old = feeds.get('a');
    catalogs.follow(aSource('a', 'here', { address: 'other:1' }));
    expect(seen).toEqual(['follow a', 'stop a', 'follow a']);
    expect(catalogs.get('here', 'a')).toMatchObject({ snapshot: { content }, health: { address: 'other:1' } });
    old?.onState('READY', 'said too late');
    expect(catalogs.get('here', 'a')?.health.problem).toBeUndefined();
  });

  it('begin anew with an object that was made anew', () => {
    const { catalogs, feeds } = start();
    catalogs.follow(aSource('a', 'here'));
    feeds.get('a')?.onContent(content, 'one', noHeads);
    catalogs.follow(aSource('a', 'here', {}, 'another uid'));
    expect(catalogs.get('here', 'a')?.snapshot).toBeUndefined();
  });

  it('are tried again when their object changes, and not when its status does', () => {
    const { catalogs, seen } = start();
    const told: string[] = [];
    const source = aSource('a', 'here');
    catalogs.follow(source);
    catalogs.subscribe(({ name }) => told.push(name));
    catalogs.follow({ ...source, status: { message: 'x' } });
    expect([seen, told]).toEqual([['follow a'], []]);
    catalogs.follow({
      ...source,
      spec: { ...source.spec, priority: 7 },
      metadata: { ...source.metadata, generation: 2 },
    });
    expect([seen, told]).toEqual([['follow a', 'nudge a'], ['a']]);
    expect(catalogs.get('here', 'a')?.priority).toBe(7);
  });

  it('have room for so much together, and no more; what one had is kept, and what tenants fill is not that of everybody', () => {
    const weight = weightOf(content);
    const { catalogs, feeds } = start(new FleetRooms({ cluster: 1.5 * weight, fleet: 1.5 * weight }));
    const more = { ...content, bundles: [...content.bundles, ...content.bundles] };
    for (const [name, namespace] of [
      ['a', 'here'],
      ['b', 'there'],
      ['c', 'global'],
    ] as const)
      catalogs.follow(aSource(name, namespace));
    feeds.get('a')?.onContent(content, 'one', noHeads);
    const refusal = 'its content is not taken: the catalogues of all other namespaces of the cluster have room for';
    expect(() => feeds.get('b')?.onContent(content, 'one', noHeads)).toThrow(refusal);
    expect(() => feeds.get('a')?.onContent(more, 'two', noHeads)).toThrow(refusal);
    feeds.get('c')?.onContent(content, 'one', noHeads);

    expect(catalogs.list().map(({ name, snapshot }) => [name, snapshot?.content.bundles.length])).toEqual([
      ['c', 1],
      ['a', 1],
      ['b', undefined],
    ]);
    catalogs.forget({ namespace: 'here', name: 'a' });
    feeds.get('b')?.onContent(content, 'one', noHeads);
    expect(catalogs.get('there', 'b')?.snapshot).toBeDefined();
  });

  it('are counted over all clusters, too', () => {
    const weight = weightOf(content);
    const rooms = new FleetRooms({ cluster: 2 * weight, fleet: 1.5 * weight });
    const [one, other] = [start(rooms), start(rooms)];
    one.catalogs.follow(aSource('a', 'here'));
    other.catalogs.follow(aSource('b', 'here'));
    one.feeds.get('a')?.onContent(content, 'one', noHeads);
    const late = () => other.feeds.get('b')?.onContent(content, 'one', noHeads);

    expect(late).toThrow('the catalogues of all namespaces of all clusters have room for');
    one.catalogs.stop();
    expect(late).not.toThrow();
  });

  it('are gone with their object', () => {
    const { catalogs, seen } = start();
    catalogs.follow(aSource('a', 'here'));
    catalogs.forget({ namespace: 'here', name: 'a' });
    expect([catalogs.list(), seen]).toEqual([[], ['follow a', 'stop a']]);
  });

  it('are none where the specification names no content', () => {
    const { catalogs } = start();
    catalogs.follow(aSource('a', 'here', { address: '' }));
    expect(catalogs.list()).toEqual([]);
  });
});

describe('where a content comes from', () => {
  it.each<[CatalogSource['spec'], Origin | undefined]>([
    [
      { sourceType: 'grpc', address: 'a:1' },
      { kind: 'address', address: 'a:1' },
    ],
    [
      { sourceType: 'grpc', image: 'x' },
      { kind: 'image', image: 'x' },
    ],
    [
      { sourceType: 'grpc', image: 'x', grpcPodConfig: { extractContent: { catalogDir: '/c' } } },
      { kind: 'image', image: 'x', catalogDirectory: '/c' },
    ],
    [
      { sourceType: 'grpc', image: 'x', address: 'a:1' },
      { kind: 'address', address: 'a:1' },
    ],
    [
      { sourceType: 'internal', configMap: 'c' },
      { kind: 'config-map', name: 'c' },
    ],
    [
      { sourceType: 'configmap', configMap: 'c' },
      { kind: 'config-map', name: 'c' },
    ],
    [{ sourceType: 'configmap' }, undefined],
    [{ sourceType: 'grpc' }, undefined],
    [{ sourceType: 'stone', address: 'a:1' }, undefined],
  ])('%j', (spec, origin) => {
    expect(originOf({ apiVersion: '', kind: '', metadata: {}, spec })).toEqual(origin);
  });
});

describe('an empty answer', () => {
  const empty = { packages: [], bundles: [] };

  it.each([
    ['the first one', undefined, empty, undefined, true],
    ['one after an empty one', empty, empty, undefined, true],
    ['a full one', content, content, undefined, true],
    ['one after a full one', content, empty, undefined, false],
    ['one that is repeated at once', content, empty, EMPTY_DOUBT_MS - 1, false],
    ['one that is repeated later', content, empty, EMPTY_DOUBT_MS, true],
  ])('is believed or doubted: %s', (_, before, answer, sinceMs, believed) => {
    expect(isBelievable(before, answer, sinceMs)).toBe(believed);
  });
});
