import type { OperatorGroup, Pod } from '@violet/api';
import { describe, expect, it } from 'vitest';
import { stored } from '../../testing/stored.ts';
import { installerOf } from './account.ts';
import { isDisrupted } from './disruption.ts';
import { type InstallCheck, judgeInstall } from './judge.ts';

const well: InstallCheck = { deployments: undefined, apis: { state: 'available' }, webhooks: { state: 'present' } };
const waiting = { kind: 'waiting', message: 'w' } as const;

describe('where an installation leads', () => {
  it.each([
    ['all is well', well, 'Succeeded InstallSucceeded install strategy completed with no errors'],
    ['a Deployment waits', { ...well, deployments: waiting }, 'Installing InstallWaiting installing: w'],
    [
      'a Deployment is missing',
      { ...well, deployments: { kind: 'missing', message: 'm' } },
      'InstallReady InstallWaiting installing: m',
    ],
    [
      'a Deployment has changed',
      { ...well, deployments: { kind: 'drift', message: 'd' } },
      'InstallReady InstallWaiting installing: d',
    ],
    [
      'a Deployment is lost',
      { ...well, deployments: { kind: 'timeout', message: 't' } },
      'Failed InstallCheckFailed install failed: t',
    ],
    [
      'an API is missing',
      { ...well, apis: { state: 'missing' } },
      'Installing InstallWaiting apiServices not installed',
    ],
    [
      'an API cannot be',
      { ...well, apis: { state: 'failed', message: 'f' } },
      'Failed APIServiceInstallFailed APIService install failed: f',
    ],
    ['pods of an API move', { ...well, deployments: waiting, apis: { state: 'disrupted' } }, undefined],
    [
      'a webhook is missing',
      { ...well, webhooks: { state: 'missing' } },
      'Installing InstallWaiting webhooks not installed',
    ],
    [
      'a webhook cannot be',
      { ...well, webhooks: { state: 'failed', message: 'f' } },
      'InstallReady InstallWaiting Webhook install failed: f',
    ],
    [
      'an API counts before a Deployment that waits',
      { ...well, deployments: waiting, apis: { state: 'missing' } },
      'Installing InstallWaiting apiServices not installed',
    ],
  ] satisfies [string, InstallCheck, string | undefined][])('when %s', (_name, check, expected) => {
    const to = judgeInstall(check, { phase: 'Installing', reason: 'waiting' })?.to;
    expect(to === undefined ? undefined : `${to.phase} ${to.reason} ${to.message}`).toBe(expected);
  });
});

describe('a pod of an API server', () => {
  const now = new Date('2026-11-22T10:04:00Z');
  const pod = (status: Pod['status'], metadata: Pod['metadata'] = {}): Pod => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { creationTimestamp: '2026-11-22T10:00:00Z', ...metadata },
    ...(status === undefined ? {} : { status }),
  });
  const container = (reason: string) => ({ name: 'c', state: { waiting: { reason } } });
  const unschedulable = { type: 'PodScheduled', status: 'False' as const, reason: 'Unschedulable' };

  it.each([
    ['is leaving', pod({ phase: 'Running' }, { deletionTimestamp: 'now' }), true],
    ['is just coming', pod({ phase: 'Pending' }), true],
    ['is being created', pod({ phase: 'Pending', containerStatuses: [container('ContainerCreating')] }), true],
    ['has no image', pod({ phase: 'Pending', containerStatuses: [container('ImagePullBackOff')] }), false],
    ['finds no node', pod({ phase: 'Pending', conditions: [unschedulable] }), false],
    ['starts again', pod({ phase: 'Running', containerStatuses: [container('ContainerCreating')] }), true],
    ['crashes', pod({ phase: 'Running', containerStatuses: [container('CrashLoopBackOff')] }), false],
    ['runs', pod({ phase: 'Running', containerStatuses: [{ name: 'c', state: { running: {} } }] }), false],
    ['takes too long', pod({ phase: 'Pending' }, { creationTimestamp: '2026-11-22T09:58:00Z' }), false],
  ])('that %s disrupts it or not', (_name, of, disrupted) => expect(isDisrupted(of, now)).toBe(disrupted));
});

describe('as whom operators are installed', () => {
  const group = (name: string, fields: Partial<OperatorGroup> = {}) =>
    stored<OperatorGroup>({
      apiVersion: 'operators.coreos.com/v1',
      kind: 'OperatorGroup',
      metadata: { name, namespace: 'ns' },
      status: { namespaces: ['ns'], lastUpdated: '' },
      ...fields,
    });
  const spec = { serviceAccountName: 'sa' };
  const serviceAccountRef = { name: 'sa', namespace: 'ns' };

  it('is OLM unless the group names an account', () => {
    expect(installerOf([group('a')])).toEqual({ account: undefined });
    expect(
      installerOf([group('a', { spec, status: { namespaces: ['ns'], lastUpdated: '', serviceAccountRef } })]),
    ).toEqual({ account: { namespace: 'ns', name: 'sa' } });
  });

  it.each([
    ['no group', [], 'no operator group found that is managing this namespace'],
    [
      'a group that manages nothing',
      [group('a', { status: { lastUpdated: '' } })],
      'no operator group found that is managing this namespace',
    ],
    ['two groups', [group('a'), group('b')], 'more than one operator group(s) are managing this namespace count=2'],
    [
      'an account that is not there',
      [group('a', { spec })],
      'please make sure the service account exists. sa=sa operatorgroup=ns/a',
    ],
  ])('cannot be told with %s', (_name, groups, message) => {
    expect(installerOf(groups)).toEqual({ problem: message });
  });
});
