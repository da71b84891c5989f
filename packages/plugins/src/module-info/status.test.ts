import type { ModuleInfo } from '@violet/api';
import { describe, expect, it } from 'vitest';
import { type Standing, writeStanding } from './status.ts';

const now = new Date('2026-01-02T03:04:05Z');

function after(standing: Standing, status?: ModuleInfo['status']): string[] {
  const info: ModuleInfo = {
    apiVersion: 'cluster.alauda.io/v1alpha1',
    kind: 'ModuleInfo',
    metadata: { name: 'global-0', generation: 3 },
    spec: { version: 'v1.0.0' },
    ...(status === undefined ? {} : { status }),
  };
  const { phase, conditions = [] } = writeStanding(info, standing, now);
  return [phase, ...conditions.map(({ type, status: value, reason }) => `${type}=${value} ${reason}`)];
}

function reported(synced: boolean, healthy: boolean, failed = false): Standing {
  return { is: 'reported', report: { entries: [], synced, healthy, failed, reason: '', message: 'why' } };
}

describe('the phase and conditions of a ModuleInfo', () => {
  const unknown = ['Synced=Unknown Unknown', 'Healthy=Unknown Unknown'];

  it.each<[string, Standing, string[]]>([
    [
      'that is refused for good',
      { is: 'refused', refusal: { reason: 'VersionNotFound', message: '', waits: false } },
      ['Failed', 'Validated=False VersionNotFound', ...unknown, 'Ready=False VersionNotFound'],
    ],
    [
      'that waits for others',
      { is: 'refused', refusal: { reason: 'DependencyNotReady', message: '', waits: true } },
      ['Pending', 'Validated=False DependencyNotReady', ...unknown, 'Ready=False DependencyNotReady'],
    ],
    [
      'being installed',
      reported(false, false),
      [
        'Processing',
        'Validated=True Succeeded',
        'Synced=False InProgress',
        'Healthy=False InProgress',
        'Ready=False InProgress',
      ],
    ],
    [
      'whose chart failed',
      reported(false, false, true),
      [
        'Failed',
        'Validated=True Succeeded',
        'Synced=False InstallFailed',
        'Healthy=False InstallFailed',
        'Ready=False InstallFailed',
      ],
    ],
    [
      'whose workloads are not healthy',
      reported(true, false),
      [
        'Processing',
        'Validated=True Succeeded',
        'Synced=True Succeeded',
        'Healthy=False Unhealthy',
        'Ready=False Unhealthy',
      ],
    ],
    [
      'that runs',
      reported(true, true),
      [
        'Running',
        'Validated=True Succeeded',
        'Synced=True Succeeded',
        'Healthy=True Succeeded',
        'Ready=True Succeeded',
      ],
    ],
    [
      'being removed',
      { is: 'deleting', reason: 'Deleting', message: '' },
      ['Deleting', 'Validated=True Succeeded', ...unknown, 'Ready=False Deleting'],
    ],
    [
      'that may not be removed',
      { is: 'deleting', reason: 'RemovalBlocked', message: '' },
      ['Deleting', 'Validated=True Succeeded', ...unknown, 'Ready=False RemovalBlocked'],
    ],
  ])('%s', (_title, standing, expected) => {
    expect(after(standing)).toEqual(expected);
  });

  it.each([
    ['Pending', '', 'Pending'],
    ['Running', 'v1.0.0', 'Running'],
    ['Failed', 'v0.9.0', 'Failed'],
    ['Failed', '', 'Pending'],
  ] as const)('of a cluster that is away keep the phase %s of version "%s" as %s', (phase, version, expected) => {
    const [found, ...conditions] = after({ is: 'unreachable', message: '' }, { phase, version });
    expect(found).toBe(expected);
    expect(conditions).toEqual([
      'Validated=True Succeeded',
      'Synced=Unknown ClusterUnreachable',
      'Healthy=Unknown ClusterUnreachable',
      'Ready=Unknown ClusterUnreachable',
    ]);
  });
});
