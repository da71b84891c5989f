import type { KubernetesObject, Stored } from '@violet/machinery';
import { describe, expect, it } from 'vitest';
import { kind } from '../kinds/kind.ts';
import { OwnerGraph } from './owner-graph.ts';

const Things = kind('v1', 'Thing', 'things');

function aThing(uid: string, owners: string[] = [], blockOwnerDeletion = true): Stored<KubernetesObject> {
  const ownerReferences = owners.map((owner) => ({
    apiVersion: 'v1',
    kind: 'Thing',
    name: owner,
    uid: owner,
    blockOwnerDeletion,
  }));
  return {
    apiVersion: 'v1',
    kind: 'Thing',
    metadata: { name: uid, uid, resourceVersion: '1', creationTimestamp: '', ownerReferences },
  };
}

describe('OwnerGraph', () => {
  it('knows dependents before it knows their owner, and follows their references', () => {
    const graph = new OwnerGraph();
    const uids = (of: string) => graph.dependentsOf(of).map(({ uid }) => uid);
    graph.put(Things, aThing('child', ['one', 'two']));

    expect([uids('one'), uids('two')]).toEqual([['child'], ['child']]);
    graph.put(Things, aThing('child', ['two']));
    expect([uids('one'), uids('two')]).toEqual([[], ['child']]);
    graph.remove('child');
    expect(uids('two')).toEqual([]);
  });

  it('tells those that block from those that do not', () => {
    const graph = new OwnerGraph();
    graph.put(Things, aThing('blocking', ['owner']));
    graph.put(Things, aThing('loose', ['owner'], false));

    expect(graph.blockingDependentsOf('owner').map(({ uid }) => uid)).toEqual(['blocking']);
  });
});
