import type { KubernetesObject, Stored } from '@violet/machinery';
import { describe, expect, it } from 'vitest';
import type { Change } from './cache.ts';
import { Store } from './store.ts';

function anObject(
  name: string,
  resourceVersion: string,
  more: { uid?: string; labels?: Record<string, string>; spec?: unknown } = {},
): Stored<KubernetesObject> {
  const { uid = `uid-of-${name}`, labels = {}, spec } = more;
  return {
    apiVersion: 'v1',
    kind: 'Thing',
    metadata: {
      name,
      namespace: 'ns',
      uid,
      resourceVersion,
      creationTimestamp: '2026-01-01T00:00:00Z',
      labels,
      managedFields: [],
    },
    ...(spec === undefined ? {} : { spec }),
  };
}

function record(store: Store<KubernetesObject>): string[] {
  const seen: string[] = [];
  store.subscribe(({ type, object }: Change<KubernetesObject>) =>
    seen.push(`${type} ${object.metadata.name}@${object.metadata.resourceVersion}`),
  );
  return seen;
}

describe('Store', () => {
  it('tells what is there first, then what changes; the same version again is no change', () => {
    const store = new Store(false);
    store.put(anObject('a', '1'));
    const seen = record(store);

    store.put(anObject('b', '2'));
    store.put(anObject('b', '2'));
    store.put(anObject('b', '3'));
    store.remove(anObject('a', '4'));

    expect(seen).toEqual(['added a@1', 'added b@2', 'changed b@3', 'removed a@1']);
    expect(store.list('ns').map(({ metadata }) => metadata.name)).toEqual(['b']);
    expect(store.list('other')).toEqual([]);
  });

  it('tells of another object under an old name as of a removal and an addition', () => {
    const store = new Store(false);
    store.put(anObject('a', '1', { uid: 'first' }));
    const seen = record(store);

    store.put(anObject('a', '9', { uid: 'second' }));

    expect(seen.slice(1)).toEqual(['removed a@1', 'added a@9']);
  });

  it('removes on a new list what is missing from it', () => {
    const store = new Store(false);
    store.replaceAll([anObject('a', '1'), anObject('b', '1')]);
    const seen = record(store);

    store.replaceAll([anObject('b', '5'), anObject('c', '4')]);

    expect(seen.slice(2)).toEqual(['removed a@1', 'changed b@5', 'added c@4']);
  });

  it('lists a namespace in the order in which its objects came, whatever has changed since', () => {
    const store = new Store(false);
    for (const name of ['b', 'a', 'c']) store.put(anObject(name, '1'));
    store.put(anObject('b', '2', { spec: {} }));
    store.remove(anObject('a', '3'));

    expect(store.list('ns').map(({ metadata }) => metadata.name)).toEqual(['b', 'c']);
    expect(store.list('ns')).toEqual(store.list(undefined));
  });

  it('answers from indexes that follow the objects', () => {
    const store = new Store(false);
    store.put(anObject('a', '1', { labels: { app: 'x' } }));
    store.addIndex('app', ({ metadata }) => [metadata.labels?.['app'] ?? '']);
    store.put(anObject('b', '1', { labels: { app: 'x' } }));
    store.put(anObject('a', '2', { labels: { app: 'y' } }));

    expect(store.byIndex('app', 'x').map(({ metadata }) => metadata.name)).toEqual(['b']);
    expect(store.byIndex('app', 'y').map(({ metadata }) => metadata.name)).toEqual(['a']);
    expect(store.byIndex('app', 'z')).toEqual([]);
  });

  it('keeps objects frozen and without managed fields', () => {
    const store = new Store(false);
    store.put(anObject('a', '1', { spec: { deep: { value: 1 } } }));
    const kept = store.get('a', 'ns');
    const deep = (kept?.spec as { deep: object } | undefined)?.deep ?? {};

    expect(kept?.metadata).not.toHaveProperty('managedFields');
    expect(() => Object.assign(deep, { value: 2 })).toThrow(TypeError);
  });

  it('of metadata alone, tells nothing when only the rest changed', () => {
    const store = new Store(true);
    store.put(anObject('a', '1', { spec: { n: 1 } }));
    const seen = record(store);

    store.put(anObject('a', '2', { spec: { n: 2 } }));
    store.put(anObject('a', '3', { spec: { n: 2 }, labels: { new: 'label' } }));

    expect(seen.slice(1)).toEqual(['changed a@3']);
    expect(store.get('a', 'ns')).not.toHaveProperty('spec');
  });
});
