import { Cluster, Node } from '@violet/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aFleet, conditionOf, type Fleet } from '../testing/a-fleet.ts';

let fleet: Fleet;
beforeAll(async () => {
  fleet = await aFleet();
});
afterAll(() => fleet?.close());

const cluster = (name: string) => fleet.hub.resource(Cluster).get(name);
const labelsOf = async (name: string) => (await cluster(name))?.metadata.labels;

describe('a Cluster', () => {
  it('has the labels that affinity matches, from its nodes, and those that people gave it', async () => {
    await expect
      .poll(() => labelsOf('global'))
      .toEqual({
        'is-global': 'true',
        'cpaas.io/os-linux': 'true',
        'cpaas.io/arch-amd64': 'true',
      });
    const body = { metadata: { labels: { zone: 'north' } } };
    await fleet.hub.resource(Cluster).patch('business', { type: 'merge', body });
    await expect
      .poll(() => labelsOf('business'))
      .toEqual({ zone: 'north', 'cpaas.io/os-linux': 'true', 'cpaas.io/arch-amd64': 'true' });
  });

  it('keeps them when the platform writes it again at its next start', async () => {
    await expect.poll(async () => (await cluster('global'))?.status?.phase).toBe('Running');
    const before = await cluster('global');
    const { apiVersion, kind, metadata, spec } = before ?? { apiVersion: '', kind: '', metadata: { name: '' } };
    const object = { apiVersion, kind, metadata: { name: metadata.name }, spec };
    await fleet.hub.resource(Cluster).apply(object, { fieldManager: 'violet-platform', force: true });
    expect(await labelsOf('global')).toEqual(before?.metadata.labels);
    expect((await cluster('global'))?.spec).toEqual({ displayName: 'global' });
  });

  it('loses the label of an architecture that has gone', async () => {
    const arm = {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: 'arm', labels: { 'kubernetes.io/arch': 'arm64' } },
    };
    await fleet.business.resource(Node).create(arm);
    await expect.poll(() => labelsOf('business')).toMatchObject({ 'cpaas.io/arch-arm64': 'true' });
    await fleet.business.resource(Node).delete('arm');
    await expect.poll(async () => Object.keys((await labelsOf('business')) ?? {})).not.toContain('cpaas.io/arch-arm64');
  });

  it('is Failed while it does not answer', async () => {
    await expect.poll(async () => (await cluster('business'))?.status?.phase).toBe('Running');
    fleet.wire.cut();
    await expect.poll(async () => (await cluster('business'))?.status?.phase).toBe('Failed');
    expect(conditionOf((await cluster('business')) ?? {}, 'Ready')).toBe('False Unreachable');
    fleet.wire.mend();
    await expect
      .poll(async () => (await cluster('business'))?.status)
      .toMatchObject({ phase: 'Running', nodeCount: 2 });
  });
});
