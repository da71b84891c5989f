import type { ClusterServiceVersion, ClusterServiceVersionStatus, OperatorGroup } from '@violet/api';
import type { Stored } from '@violet/machinery';
import { describe, expect, it } from 'vitest';
import { aCsv } from '../testing/a-csv.ts';
import { operatorBlockage, patienceMs } from './operator-blockage.ts';

const created = { uid: 'u', resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z' };
const group: OperatorGroup = {
  apiVersion: 'operators.coreos.com/v1',
  kind: 'OperatorGroup',
  metadata: { name: 'group', namespace: 'ns' },
};

function operator(status: ClusterServiceVersionStatus): Stored<ClusterServiceVersion> {
  const csv = aCsv('lamps.v2', 'ns', { replaces: 'lamps.v1' });
  return { ...csv, metadata: { ...csv.metadata, name: 'lamps.v2', ...created }, status };
}

function lacksDefinition(): Stored<ClusterServiceVersion> {
  const missing = { group: 'apiextensions.k8s.io', version: 'v1', kind: 'CustomResourceDefinition' };
  const csv = operator({
    phase: 'Pending',
    reason: 'RequirementsNotMet',
    requirementStatus: [{ ...missing, name: 'lamps.example.com', status: 'NotPresent', message: 'CRD is not present' }],
  });
  const owned = [{ name: 'lamps.example.com', version: 'v1', kind: 'Lamp' }];
  return { ...csv, spec: { ...csv.spec, customresourcedefinitions: { owned } } };
}

const failed = (reason: ClusterServiceVersionStatus['reason'], message = 'why.') =>
  operator({ phase: 'Failed', message, ...(reason === undefined ? {} : { reason }) });

describe('an operator that is not at work', () => {
  it.each<[string, Stored<ClusterServiceVersion>, string | undefined]>([
    ['runs', operator({ phase: 'Succeeded', reason: 'InstallSucceeded' }), undefined],
    ['is being installed', operator({ phase: 'Installing', reason: 'InstallWaiting' }), undefined],
    ['was made this moment', operator({}), undefined],
    [
      'may not change the APIs of its group',
      failed('CannotModifyStaticOperatorGroupProvidedAPIs'),
      'ClusterServiceVersion lamps.v2 has failed: why. Set spec.staticProvidedAPIs of OperatorGroup group to false, or list the APIs in its annotation olm.providedAPIs.',
    ],
    [
      'wants what another one owns',
      failed('OwnerConflict', 'conflicting CRD owner in namespace'),
      'ClusterServiceVersion lamps.v2 has failed: conflicting CRD owner in namespace. Uninstall the operator that owns them, or this one.',
    ],
    [
      'is installed by an account without rights',
      failed('InstallComponentFailedNoRetry'),
      'ClusterServiceVersion lamps.v2 has failed: why. Give the ServiceAccount of OperatorGroup group the rights that it lacks; then it is tried again.',
    ],
    [
      'does not come up',
      failed('InstallCheckFailed', 'install timeout'),
      'ClusterServiceVersion lamps.v2 has failed: install timeout. Look at its workloads: kubectl get deployments,pods -n ns. When the cause is gone, the operator goes on by itself.',
    ],
    [
      'waits for the one before',
      operator({
        phase: 'Pending',
        reason: 'OperatorConditionNotUpgradeable',
        message: 'operator is not upgradeable: busy',
      }),
      'ClusterServiceVersion lamps.v2 waits for lamps.v1: operator is not upgradeable: busy. Wait until that operator allows its upgrade, or override its condition Upgradeable in spec.overrides of OperatorCondition lamps.v1.',
    ],
    [
      'lacks an account and much else',
      operator({
        phase: 'Pending',
        reason: 'RequirementsNotMet',
        requirementStatus: [1, 2, 3, 4, 5, 6, 7].map((number) => ({
          group: '',
          version: 'v1',
          kind: 'ServiceAccount',
          name: `a${number}`,
          status: number === 7 ? ('Present' as const) : ('NotPresent' as const),
          message: number === 1 ? 'Service account does not exist' : '',
        })),
      }),
      'ClusterServiceVersion lamps.v2 waits for what it requires: ServiceAccount a1 (Service account does not exist), ServiceAccount a2 (NotPresent), ServiceAccount a3 (NotPresent), ServiceAccount a4 (NotPresent), ServiceAccount a5 (NotPresent) and 1 more. Create the ServiceAccount, or give it the rights; the operator goes on by itself.',
    ],
    [
      'lacks a definition that it has brought itself',
      lacksDefinition(),
      'ClusterServiceVersion lamps.v2 waits for what it requires: CustomResourceDefinition lamps.example.com (CRD is not present). Delete InstallPlan install-1 and then ClusterServiceVersion lamps.v2: the operator is installed again with all that it brings.',
    ],
  ])('is told about where it %s', (_what, csv, message) => {
    expect(operatorBlockage(csv, group, 'install-1')?.message).toBe(message);
  });

  it.each([
    [{}, 'Let OperatorGroup group select namespaces as the operator supports it: AllNamespaces.'],
    [
      { 'cpaas.io/managed-by': 'marketplace' },
      'Let the annotation cpaas.io/target-namespaces of the Subscription (empty is all namespaces) select namespaces as the operator supports it: AllNamespaces.',
    ],
  ])('is told about where it does not support what its group selects (%j)', (labels, advice) => {
    const csv = failed('UnsupportedOperatorGroup', 'MultiNamespace InstallModeType not supported');
    const installModes = [{ type: 'AllNamespaces' as const, supported: true }];
    const kept = { ...group, metadata: { ...group.metadata, labels } };

    expect(operatorBlockage({ ...csv, spec: { ...csv.spec, installModes } }, kept, undefined)?.message).toContain(
      advice,
    );
  });

  it('is left alone for a moment where its own plan may bring what it requires', () => {
    const since = { lastTransitionTime: '2026-01-01T00:00:00Z' };
    const left = (time: string, status: ClusterServiceVersionStatus) => patienceMs(operator(status), new Date(time));

    expect(left('2026-01-01T00:00:02Z', { phase: 'Pending', ...since })).toBe(3_000);
    expect(left('2026-01-01T00:00:06Z', { phase: 'Pending', ...since })).toBe(0);
    expect(left('2026-01-01T00:00:02Z', { phase: 'Failed', ...since })).toBe(0);
    expect(left('2026-01-01T00:00:02Z', { phase: 'Pending' })).toBe(0);
  });

  it('is told about at once where the clock was put back', () => {
    const pending = operator({ phase: 'Pending', lastTransitionTime: '2026-01-01T00:00:00Z' });

    expect(patienceMs(pending, new Date('2025-12-31T23:00:00Z'))).toBe(0);
  });
});
