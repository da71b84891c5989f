import type { ClusterServiceVersionStatus } from '@violet/api';
import { describe, expect, it } from 'vitest';
import { aCsv } from '../../testing/a-csv.ts';
import { stored } from '../../testing/stored.ts';
import { type CopiedCsv, copyOf, copyProjection, hashesOf } from './copy.ts';
import { fingerprint } from './fingerprint.ts';
import { type CopySurroundings, planCopies } from './plan.ts';

const succeeded: ClusterServiceVersionStatus = { phase: 'Succeeded', reason: 'InstallSucceeded' };

function original(targets: string, status = succeeded) {
  const annotations = {
    'olm.targetNamespaces': targets,
    'olm.operatorNamespace': 'home',
    'olm.operatorGroup': 'group',
  };
  const labels = { team: 'x', 'operators.coreos.com/a.home': '' };
  return stored({ ...aCsv('a.v1', 'home', {}, { annotations, labels }), status });
}

describe('a copy of a CSV', () => {
  const copy = copyOf(original('a,b'));

  it('says where its operator runs', () => {
    expect(copy.metadata).toEqual({
      name: 'a.v1',
      labels: { team: 'x', 'olm.copiedFrom': 'home' },
      annotations: { 'olm.operatorNamespace': 'home', 'olm.operatorGroup': 'group' },
    });
    expect(copy.status).toEqual({
      phase: 'Succeeded',
      reason: 'Copied',
      message: 'The operator is running in home but is managing this namespace',
    });
  });

  it('is kept as two hashes, which tell whether it is as it should be', () => {
    const kept = copyProjection.of(stored({ ...copy, metadata: { ...copy.metadata, namespace: 'a' } }));
    expect(kept).not.toHaveProperty('spec');
    const { content, status } = hashesOf(original('a,b'));
    expect(kept).toMatchObject({ contentHash: content, statusHash: status });
  });
});

describe('a fingerprint', () => {
  it('does not depend on the order of members', () => {
    expect(fingerprint({ a: [1, { b: 2, c: 3 }] })).toBe(fingerprint({ a: [1, { c: 3, b: 2 }] }));
    expect(fingerprint({ a: 1 })).not.toBe(fingerprint({ a: 2 }));
    expect(fingerprint({ a: 1, b: undefined })).toBe(fingerprint({ a: 1 }));
  });
});

describe('the plan for copies', () => {
  const hashes = { content: 'c', status: 's' };
  const copyIn = (namespace: string, content = 'c', status = 's') =>
    stored<CopiedCsv>({
      apiVersion: '',
      kind: '',
      metadata: { name: 'a.v1', namespace },
      contentHash: content,
      statusHash: status,
    });
  const around = (fields: Partial<CopySurroundings>): CopySurroundings => ({
    targets: [''],
    namespaces: ['home', 'a', 'b'],
    copies: [],
    enabled: true,
    protectedNamespaces: [],
    hashes: () => hashes,
    ...fields,
  });
  const plan = (csv: ReturnType<typeof original>, fields: Partial<CopySurroundings>) => {
    const { create, update, updateStatus, remove } = planCopies(csv, around(fields));
    const names = (copies: readonly CopiedCsv[]) => copies.map(({ metadata }) => metadata.namespace);
    return { create, update: names(update), updateStatus: names(updateStatus), remove: names(remove) };
  };
  const nothing = { create: [], update: [], updateStatus: [], remove: [] };
  const failed = (reason: 'InterOperatorGroupOwnerConflict' | 'NoOperatorGroup') =>
    original('', { phase: 'Failed', reason });

  it.each([
    { name: 'all namespaces', csv: original(''), around: {}, does: { create: ['a', 'b'] } },
    { name: 'one that is there', csv: original(''), around: { copies: [copyIn('a')] }, does: { create: ['b'] } },
    { name: 'named targets', csv: original('a,home'), around: { targets: ['a', 'home'] }, does: { create: ['a'] } },
    { name: 'no member of a group', csv: original(''), around: { targets: undefined }, does: {} },
    { name: 'before the first look', csv: original('', {}), around: {}, does: {} },
    {
      name: 'another content',
      csv: original('a'),
      around: { targets: ['a'], copies: [copyIn('a', 'x', 'y')] },
      does: { update: ['a'] },
    },
    {
      name: 'another status',
      csv: original('a'),
      around: { targets: ['a'], copies: [copyIn('a', 'c', 'y')] },
      does: { updateStatus: ['a'] },
    },
    {
      name: 'a target no more',
      csv: original('a'),
      around: { targets: ['a'], copies: [copyIn('a'), copyIn('b')] },
      does: { remove: ['b'] },
    },
    {
      name: 'a group that is gone',
      csv: failed('NoOperatorGroup'),
      around: { targets: undefined, copies: [copyIn('a')] },
      does: {},
    },
    {
      name: 'a conflict of groups',
      csv: failed('InterOperatorGroupOwnerConflict'),
      around: { copies: [copyIn('a')] },
      does: { remove: ['a'] },
    },
    {
      name: 'copies turned off',
      csv: original(''),
      around: { enabled: false, protectedNamespaces: ['b'], copies: [copyIn('a')] },
      does: { create: ['b'], remove: ['a'] },
    },
    {
      name: 'copies turned off, but named targets',
      csv: original('a'),
      around: { enabled: false, targets: ['a'] },
      does: { create: ['a'] },
    },
  ])('with $name', ({ csv, around: fields, does }) => expect(plan(csv, fields)).toEqual({ ...nothing, ...does }));
});
