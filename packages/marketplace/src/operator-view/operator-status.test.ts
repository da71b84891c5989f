import type {
  Artifact,
  ArtifactVersion,
  ClusterServiceVersion,
  PackageManifestStatus,
  Subscription,
} from '@violet/api';
import { describe, expect, it } from 'vitest';
import { isLagging, type OperatorFacts, operatorStatus } from './operator-status.ts';

const offered: PackageManifestStatus = {
  catalogSource: 'platform',
  catalogSourceNamespace: 'cpaas-system',
  catalogSourceDisplayName: 'Platform',
  catalogSourcePublisher: '',
  packageName: 'demo',
  defaultChannel: 'stable',
  channels: [
    {
      name: 'stable',
      currentCSV: 'demo.v1.1.0',
      currentCSVDesc: { version: '1.1.0', annotations: { 'provider-type': 'platform' } },
      entries: [],
    },
  ],
};
const artifact = { metadata: { name: 'demo' }, spec: { present: true } } as Artifact;
const version = (phase: string) => ({ status: { phase, reason: 'Why', message: 'because' } }) as ArtifactVersion;

function subscription(status: object = {}): Subscription {
  return {
    apiVersion: 'operators.coreos.com/v1alpha1',
    kind: 'Subscription',
    metadata: { name: 'demo-subs', namespace: 'demo' },
    spec: { name: 'demo', source: 'platform', sourceNamespace: 'cpaas-system', installPlanApproval: 'Manual' },
    status: { lastUpdated: '', ...status },
  };
}

function operator(phase: string): ClusterServiceVersion {
  return {
    metadata: { name: 'demo.v1.0.0', namespace: 'demo' },
    spec: { version: '1.0.0' },
    status: { phase, reason: 'Why', message: 'because' },
    // Only what the judgement reads.
  } as unknown as ClusterServiceVersion;
}

const condition = (type: string, reason: string) => ({ type, status: 'True', reason, message: `${type}!` });
const installed = { installedCSV: 'demo.v1.0.0', currentCSV: 'demo.v1.0.0', state: 'AtLatestKnown' };

describe('how an operator stands on a cluster', () => {
  it.each<[string, Partial<OperatorFacts>, object | undefined]>([
    ['nothing', {}, undefined],
    ['part of the product, or pushed elsewhere', { isExpected: true }, { phase: 'Absent', reason: 'NotPushed' }],
    ['an Artifact without versions', { artifact }, { phase: 'Absent', reason: 'NotPushed' }],
    ['pushed a moment ago', { artifact, versions: [version('Present')] }, { phase: 'Absent', reason: 'NotOfferedYet' }],
    ['pushed, and refused', { artifact, versions: [version('Failed')] }, { phase: 'Failed', message: 'because' }],
    ['offered', { offered }, { phase: 'Ready', source: 'Alauda', availableVersion: '1.1.0' }],
    ['subscribed to', { offered, subscription: subscription() }, { phase: 'Installing', reason: 'Resolving' }],
    [
      'waiting for its first approval',
      {
        offered,
        subscription: subscription({
          installPlanRef: { name: 'install-1' },
          conditions: [condition('InstallPlanPending', 'RequiresApproval')],
        }),
      },
      { phase: 'Installing', reason: 'RequiresApproval', message: 'InstallPlan install-1 waits for approval' },
    ],
    [
      'refused by the guard',
      {
        subscription: subscription({
          conditions: [condition('ResolutionFailed', 'x'), condition('InstallationRefused', 'DuplicateSubscription')],
        }),
      },
      { phase: 'Failed', reason: 'DuplicateSubscription', message: 'InstallationRefused!' },
    ],
    [
      'impossible to resolve',
      { subscription: subscription({ conditions: [condition('ResolutionFailed', 'ConstraintsNotSatisfiable')] }) },
      { phase: 'Failed', reason: 'ConstraintsNotSatisfiable', message: 'ResolutionFailed!' },
    ],
    [
      'told by our engine what blocks it, beside the words of upstream',
      {
        subscription: subscription({
          conditions: [condition('ResolutionFailed', 'ConstraintsNotSatisfiable'), condition('Blocked', 'WhatToDo')],
        }),
      },
      { phase: 'Failed', reason: 'WhatToDo', message: 'Blocked!' },
    ],
    ...['NoOperatorGroup', 'BundleUnpacking', 'RequiresApproval', 'InstallPlanRetrying'].map(
      (reason): [string, Partial<OperatorFacts>, object] => [
        `held up for a while: ${reason}`,
        { subscription: subscription({ conditions: [condition('Blocked', reason)] }) },
        { phase: 'Installing', reason, message: 'Blocked!' },
      ],
    ),
    [
      'about to watch other namespaces than it asks for',
      { subscription: subscription({ conditions: [condition('TargetNamespacesFailed', 'OperatorGroupConflict')] }) },
      { phase: 'Installing', reason: 'OperatorGroupConflict', message: 'TargetNamespacesFailed!' },
    ],
    [
      'of a catalogue that does not answer, where another engine says only that it failed',
      {
        subscription: subscription({
          conditions: [condition('ResolutionFailed', 'x'), condition('CatalogSourceUnreachable', 'Unreachable')],
        }),
      },
      { phase: 'Failed', reason: 'Unreachable', message: 'CatalogSourceUnreachable!' },
    ],
    [
      'installed, and nothing newer to be had for a reason',
      {
        subscription: subscription({ ...installed, conditions: [condition('Blocked', 'ConstraintsNotSatisfiable')] }),
        operators: [operator('Succeeded')],
      },
      { phase: 'Installed', reason: 'ConstraintsNotSatisfiable', message: 'Blocked!' },
    ],
    [
      'installed, and its upgrade has failed',
      {
        subscription: subscription({
          ...installed,
          currentCSV: 'demo.v1.1.0',
          state: 'UpgradePending',
          conditions: [condition('Blocked', 'InstallPlanFailed')],
        }),
        operators: [operator('Succeeded')],
      },
      { phase: 'Failed', reason: 'InstallPlanFailed', message: 'Blocked!' },
    ],
    [
      'installed, with a newer version that waits for somebody else',
      {
        subscription: subscription({
          ...installed,
          currentCSV: 'demo.v1.1.0',
          state: 'UpgradePending',
          conditions: [condition('Blocked', 'RequiresApproval')],
        }),
        operators: [operator('Succeeded')],
      },
      { phase: 'UpgradeAvailable', reason: 'RequiresApproval', message: 'demo.v1.1.0 is available. Blocked!' },
    ],
    [
      'being installed',
      { subscription: subscription(installed), operators: [operator('InstallReady')] },
      { phase: 'Installing', reason: 'Why', message: 'because' },
    ],
    [
      'broken',
      { subscription: subscription(installed), operators: [operator('Failed')] },
      { phase: 'Failed', reason: 'Why', message: 'because' },
    ],
    [
      'installed',
      { offered, artifact, subscription: subscription(installed), operators: [operator('Succeeded')] },
      {
        phase: 'Installed',
        source: 'Alauda',
        availableVersion: '1.1.0',
        installation: {
          artifactName: 'demo',
          version: '1.0.0',
          csvPhase: 'Succeeded',
          subscription: { name: 'demo-subs', namespace: 'demo', source: 'platform', installedCSV: 'demo.v1.0.0' },
        },
      },
    ],
    [
      'installed, with a newer version that waits',
      {
        offered,
        subscription: subscription({
          ...installed,
          currentCSV: 'demo.v1.1.0',
          state: 'UpgradePending',
          installPlanRef: { name: 'install-2' },
          conditions: [condition('InstallPlanPending', 'RequiresApproval')],
        }),
        operators: [operator('Succeeded')],
      },
      {
        phase: 'UpgradeAvailable',
        reason: 'UpgradePending',
        message: 'demo.v1.1.0 is available',
        installation: { subscription: { installPlan: 'install-2' } },
      },
    ],
  ])('%s', (_what, facts, expected) => {
    const none = { offered: undefined, artifact: undefined, versions: [], subscription: undefined, operators: [] };
    const status = operatorStatus({ ...none, isExpected: false, ...facts });

    if (expected === undefined) expect(status).toBeUndefined();
    else expect(status).toMatchObject(expected);
  });
});

describe('what the packages of a cluster show', () => {
  const facts = (library: string, csv: string): OperatorFacts => ({
    offered: {
      ...offered,
      channels: [{ name: 'stable', currentCSV: 'demo.v1.0.0', entries: [{ name: 'demo.v1.0.0' }] }],
    },
    artifact: { ...artifact, metadata: { name: 'demo', labels: { 'cpaas.io/library': library } } },
    versions: [{ status: { phase: 'Present', version: csv } } as ArtifactVersion],
    subscription: undefined,
    operators: [],
    isExpected: false,
  });

  it('lags behind a version that was just pushed, and is not waited for where another catalogue has the package', () => {
    expect(isLagging(facts('platform', 'demo.v1.1.0'))).toBe(true);
    expect(isLagging(facts('platform', 'demo.v1.0.0'))).toBe(false);
    expect(isLagging(facts('custom', 'demo.v1.1.0'))).toBe(false);
    expect(isLagging({ ...facts('custom', 'demo.v1.1.0'), offered: undefined })).toBe(true);
  });
});
