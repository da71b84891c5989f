import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { KubernetesObject } from '@violet/machinery';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { objectsAt } from './snapshot.ts';
import { Store } from './store.ts';

let directory: string;
let path: string;
let stores: Store[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'store-'));
  path = join(directory, 'cluster.db');
  stores = [];
});

afterEach(async () => {
  for (const store of stores) store.close();
  await rm(directory, { recursive: true });
});

function open(historyBudget?: number): Store {
  const store = new Store({ path, ...(historyBudget === undefined ? {} : { historyBudget }) });
  stores.push(store);
  return store;
}

function close(store: Store): void {
  store.close();
  stores = stores.filter((each) => each !== store);
}

function configMap(name: string, data: Record<string, string> = {}): KubernetesObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'default' }, data };
}

function names(objects: Iterable<KubernetesObject> | undefined): (string | undefined)[] | undefined {
  return objects === undefined ? undefined : [...objects].map(({ metadata }) => metadata.name);
}

describe('the store', () => {
  it('keeps objects and revisions over a restart', async () => {
    const first = open();
    first.put(first.collection('configmaps'), configMap('a'));
    first.put(first.collection('configmaps'), configMap('b'));
    first.remove(first.collection('configmaps'), 'default/a');
    await first.flushed();
    close(first);

    const second = open();

    expect(second.revision).toBe(3);
    expect(names(second.collection('configmaps').list())).toEqual(['b']);
    expect(second.put(second.collection('configmaps'), configMap('c')).metadata.resourceVersion).toBe('4');
  });

  it('writes what is pending when it closes', () => {
    const first = open();
    first.put(first.collection('configmaps'), configMap('a'));
    close(first);

    expect(names(open().collection('configmaps').list())).toEqual(['a']);
  });

  it('lists in key order and by namespace', () => {
    const store = open();
    const collection = store.collection('configmaps');
    for (const [namespace, name] of [
      ['b', 'x'],
      ['a', 'z'],
      ['a-b', 'm'],
      ['a', 'c'],
    ]) {
      store.put(collection, {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { namespace: namespace ?? '', name: name ?? '' },
      });
    }

    expect(names(collection.list())).toEqual(['m', 'c', 'z', 'x']);
    expect(names(collection.list('a/'))).toEqual(['c', 'z']);
    expect(names(collection.list('a/', 'a/d'))).toEqual(['z']);
  });

  it('shows the past as far as its history reaches', () => {
    const store = open(2100);
    const collection = store.collection('configmaps');
    store.put(collection, configMap('a'));
    store.put(collection, configMap('b'));
    store.remove(collection, 'default/a');

    expect(names(objectsAt(collection, 1))).toEqual(['a']);
    expect(names(objectsAt(collection, 2))).toEqual(['a', 'b']);
    expect(names(objectsAt(collection, 3))).toEqual(['b']);

    store.put(collection, configMap('c', { text: 'x'.repeat(1800) }));

    expect(objectsAt(collection, 1)).toBeUndefined();
    expect(names(objectsAt(collection, 4))).toEqual(['b', 'c']);
  });

  it('forgets the oldest events of all collections first', () => {
    const store = open(5000);
    const quiet = store.collection('quiet');
    const busy = store.collection('busy');
    store.put(quiet, configMap('a'));
    for (let round = 0; round < 100; round++) store.put(busy, configMap('b', { text: 'x'.repeat(100) }));

    expect(quiet.history.completeSince).toBe(1);
    expect(busy.history.completeSince).toBeGreaterThan(50);
    expect(busy.history.end - busy.history.start).toBeGreaterThan(10);
  });

  it('refuses an object that a real cluster could not hold', () => {
    const store = open();

    expect(() => store.put(store.collection('secrets'), configMap('a', { text: 'x'.repeat(1_600_000) }))).toThrow(
      'etcdserver: request is too large',
    );
    expect(store.revision).toBe(0);
  });

  it('tells committed changes to those who watch', async () => {
    const store = open();
    const collection = store.collection('configmaps');
    const told: number[] = [];
    collection.watchers.add(() => told.push(store.committed));
    store.put(collection, configMap('a'));
    store.put(collection, configMap('b'));

    expect(told).toEqual([]);
    await store.flushed();
    expect(told).toEqual([2]);
  });
});

describe('the data file', () => {
  it('of a newer version is refused with a way out', () => {
    close(open());
    const db = new DatabaseSync(path);
    db.exec('PRAGMA user_version = 99');
    db.close();

    expect(() => new Store({ path })).toThrow(
      expect.objectContaining({
        code: 'BadRequest',
        reason: 'NewerData',
        hint: expect.stringContaining('newer version'),
      }),
    );
  });

  it('in use by somebody else is refused', () => {
    open();

    expect(() => new Store({ path })).toThrow(
      expect.objectContaining({ code: 'Conflict', message: expect.stringContaining('in use') }),
    );
  });

  it('that is no database is refused', async () => {
    await writeFile(path, 'not a database, but long enough to be taken for the header of one'.repeat(20));

    expect(() => new Store({ path })).toThrow(
      expect.objectContaining({ code: 'BadRequest', message: expect.stringContaining(path) }),
    );
  });

  it('in a directory that is not there is refused', () => {
    expect(() => new Store({ path: join(directory, 'missing', 'cluster.db') })).toThrow(
      expect.objectContaining({ code: 'ServiceUnavailable', message: expect.stringContaining('missing') }),
    );
  });
});
