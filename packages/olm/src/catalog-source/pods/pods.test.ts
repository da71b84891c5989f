import { olmLabels, type Pod } from '@violet/api';
import type { Stored } from '@violet/machinery';
import { describe, expect, it } from 'vitest';
import { judgePoll, type PollSituation, type PollVerdict } from './judge-poll.ts';
import { planPods } from './plan-pods.ts';

interface PodInput {
  name: string;
  hash?: string;
  version?: string;
  image?: string;
  status?: NonNullable<Pod['status']>;
}

function aPod({ name, hash = 'h', version, image = 'catalog:1', status = {} }: PodInput): Stored<Pod> {
  const labels = {
    [olmLabels.catalogSource]: 'c',
    [olmLabels.podSpecHash]: hash,
    ...(version === undefined ? {} : { [olmLabels.configMapResourceVersion]: version }),
  };
  const metadata = { name, uid: name, resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z', labels };
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec: { containers: [{ name: 'r', image }] }, status };
}

const disrupted: Pod['status'] = { conditions: [{ type: 'DisruptionTarget', status: 'True' }] };

describe('the pod that serves', () => {
  const wanted = aPod({ name: 'wanted' });

  it.each<[string, PodInput[], boolean, { dead: string[]; outdated: string[]; create: boolean }]>([
    ['is made where there is none', [], false, { dead: [], outdated: [], create: true }],
    ['stays as it is', [{ name: 'a' }], false, { dead: [], outdated: [], create: false }],
    ['is made anew where it must be', [{ name: 'a' }], true, { dead: [], outdated: ['a'], create: true }],
    [
      'is replaced where its specification differs',
      [{ name: 'a', hash: 'x' }],
      false,
      { dead: [], outdated: ['a'], create: true },
    ],
    [
      'is replaced where its image was changed',
      [{ name: 'a', image: 'y' }],
      false,
      { dead: [], outdated: ['a'], create: true },
    ],
    ['is one of several', [{ name: 'a', hash: 'x' }, { name: 'b' }], false, { dead: [], outdated: [], create: false }],
    [
      'is replaced where its node goes away',
      [{ name: 'a', status: disrupted }],
      false,
      { dead: ['a'], outdated: [], create: true },
    ],
  ])('%s', (_, pods, overwrite, expected) => {
    const plan = planPods(pods.map(aPod), wanted, overwrite);
    const names = (list: Stored<Pod>[]) => list.map(({ metadata }) => metadata.name);
    expect({ dead: names(plan.dead), outdated: names(plan.outdated), create: plan.create }).toEqual(expected);
  });

  it('of a ConfigMap is replaced when that has another version, and not for its hash', () => {
    const ofMap = aPod({ name: 'wanted', version: '7' });
    expect(planPods([aPod({ name: 'a', version: '7', hash: 'x' })], ofMap, false).create).toBe(false);
    expect(planPods([aPod({ name: 'a', version: '6' })], ofMap, false).create).toBe(true);
  });
});

const ready = (imageID?: string): NonNullable<Pod['status']> => ({
  conditions: [{ type: 'Ready', status: 'True' }],
  containerStatuses: [{ name: 'r', ...(imageID === undefined ? {} : { imageID }) }],
});

describe('polling an image', () => {
  const serving = [aPod({ name: 'serves', status: ready('sha256:a') })];
  const update = (status: NonNullable<Pod['status']>) => [aPod({ name: 'update', status })];

  it.each<[string, Partial<PollSituation>, PollVerdict['kind']]>([
    ['is not due', { lastMs: 40_000 }, 'nothing'],
    ['is due', { lastMs: 30_000 }, 'start'],
    ['waits for a pod that is not ready', { updates: update({ phase: 'Pending' }) }, 'wait'],
    ['gives up a pod that failed', { updates: update({ phase: 'Failed' }) }, 'failed'],
    ['takes over a pod of another image', { updates: update(ready('sha256:b')) }, 'promote'],
    ['discards a pod of the same image', { updates: update(ready('sha256:a')) }, 'discard'],
    ['discards a pod whose image nobody tells', { updates: update(ready()) }, 'discard'],
    [
      'compares the image whose content was taken out',
      {
        updates: update({
          ...ready('sha256:opm'),
          initContainerStatuses: [
            { name: 'u', imageID: 'sha256:u' },
            { name: 'c', imageID: 'sha256:b' },
          ],
        }),
      },
      'promote',
    ],
  ])('%s', (_, situation, kind) => {
    const verdict = judgePoll({ nowMs: 100_000, intervalMs: 60_000, lastMs: 0, serving, updates: [], ...situation });
    expect(verdict.kind).toBe(kind);
  });
});
