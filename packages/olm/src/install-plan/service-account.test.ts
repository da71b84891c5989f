import type { OperatorGroup, OperatorGroupSpec, OperatorGroupStatus } from '@violet/api';
import { expect, it } from 'vitest';
import { actingAccount } from './service-account.ts';

function aGroup(spec: OperatorGroupSpec, status: Partial<OperatorGroupStatus>): OperatorGroup {
  const metadata = { name: 'group', namespace: 'ns' };
  return {
    apiVersion: 'operators.coreos.com/v1',
    kind: 'OperatorGroup',
    metadata,
    spec,
    status: { lastUpdated: null, ...status },
  };
}

const namespaces = ['ns'];
const reference = { kind: 'ServiceAccount', name: 'limited', namespace: 'ns' };
const none = { problem: 'no operator group found that is managing this namespace' };

it.each([
  ['there is no group', [], none],
  ['the group manages nothing yet', [aGroup({}, {})], none],
  [
    'there are two',
    [aGroup({}, { namespaces }), aGroup({}, { namespaces })],
    { problem: 'more than one operator group(s) are managing this namespace count=2' },
  ],
  ['the group names no account', [aGroup({}, { namespaces })], { account: undefined }],
  [
    'its account is known',
    [aGroup({ serviceAccountName: 'limited' }, { namespaces, serviceAccountRef: reference })],
    { account: reference },
  ],
  [
    'its account is not there',
    [aGroup({ serviceAccountName: 'limited' }, { namespaces })],
    { problem: 'please make sure the service account exists. sa=limited operatorgroup=ns/group' },
  ],
])('who carries a plan out is known where %s', (_name, groups, expected) => {
  expect(actingAccount(groups)).toEqual(expected);
});
