import type { ClusterRole, ClusterRoleBinding, Role, RoleBinding, ServiceAccount } from '@violet/api';
import type { PolicyRule } from '@violet/machinery';
import { describe, expect, it } from 'vitest';
import { bindingHash, rulesHash } from '../../go-json/hash.ts';
import { ownerLabels } from '../../ownership/owner.ts';
import { aCsv } from '../../testing/a-csv.ts';
import { stored } from '../../testing/stored.ts';
import { type PermissionWorld, permissionVerdict } from './permissions.ts';
import { covers, type GrantedRules, rulesOf } from './rules.ts';

const rbac = 'rbac.authorization.k8s.io';
const apiVersion = `${rbac}/v1`;
const csv = stored(aCsv('a.v1', 'ns'));
const readPods: PolicyRule = { verbs: ['get', 'list'], apiGroups: [''], resources: ['pods'] };
const subject = { kind: 'ServiceAccount', name: 'sa', namespace: 'ns' };
const none: GrantedRules = { roles: [], roleBindings: [], clusterRoles: [], clusterRoleBindings: [] };

function role(name: string, namespace: string, rules: PolicyRule[], labels = {}): Role {
  return { apiVersion, kind: 'Role', metadata: { name, namespace, labels }, rules };
}
function binding(name: string, namespace: string, kind = 'Role', labels = {}): RoleBinding {
  const roleRef = { apiGroup: rbac, kind, name };
  return { apiVersion, kind: 'RoleBinding', metadata: { name, namespace, labels }, roleRef, subjects: [subject] };
}
function clusterRole(name: string, rules: PolicyRule[]): ClusterRole {
  return { apiVersion, kind: 'ClusterRole', metadata: { name }, rules };
}
function clusterBinding(name: string): ClusterRoleBinding {
  const roleRef = { apiGroup: rbac, kind: 'ClusterRole', name };
  return { apiVersion, kind: 'ClusterRoleBinding', metadata: { name }, roleRef, subjects: [subject] };
}

describe('what an account may do', () => {
  const granted: GrantedRules = {
    roles: [role('reader', 'ns', [readPods])],
    roleBindings: [binding('reader', 'ns'), binding('viewer', 'other', 'ClusterRole')],
    clusterRoles: [
      clusterRole('viewer', [readPods]),
      clusterRole('urls', [{ verbs: ['get'], nonResourceURLs: ['/m*'] }]),
    ],
    clusterRoleBindings: [clusterBinding('urls')],
  };
  const user = { name: 'system:serviceaccount:ns:sa', groups: [] };

  it.each([
    { namespace: 'ns', rule: readPods, may: true },
    { namespace: 'ns', rule: { ...readPods, verbs: ['delete'] }, may: false },
    { namespace: 'ns', rule: { ...readPods, resourceNames: ['one'] }, may: true },
    { namespace: 'ns', rule: { ...readPods, resources: ['pods', 'secrets'] }, may: false },
    { namespace: 'ns', rule: { ...readPods, verbs: ['*'] }, may: false },
    { namespace: 'other', rule: readPods, may: true },
    { namespace: 'third', rule: readPods, may: false },
    { namespace: '', rule: readPods, may: false },
    { namespace: '', rule: { verbs: ['get'], nonResourceURLs: ['/metrics'] }, may: true },
    { namespace: '', rule: { verbs: ['post'], nonResourceURLs: ['/metrics'] }, may: false },
  ])('in "$namespace" $rule: $may', ({ namespace, rule, may }) => {
    expect(covers(rulesOf(user, namespace, granted), rule, namespace)).toBe(may);
  });
});

describe('the permissions of a CSV', () => {
  const account = (owners: ServiceAccount['metadata']['ownerReferences'] = []) =>
    stored<ServiceAccount>({
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'sa', namespace: 'ns', ownerReferences: owners },
    });
  const owner = (uid: string) => ({ apiVersion: '', kind: 'ClusterServiceVersion', name: 'x', uid });
  const world = (sa: ReturnType<typeof account> | undefined, granted: GrantedRules = none): PermissionWorld => ({
    ...granted,
    serviceAccount: (name) => (name === 'sa' ? sa : undefined),
  });
  const needed = [{ namespace: 'ns', permissions: [{ serviceAccountName: 'sa', rules: [readPods] }] }];
  const verdict = (of: PermissionWorld) => permissionVerdict(csv, needed, of);
  const text = 'namespaced rule:{"verbs":["get","list"],"apiGroups":[""],"resources":["pods"]}';

  it('need the account', () => {
    expect(verdict(world(undefined))).toMatchObject({
      met: false,
      statuses: [
        { kind: 'ServiceAccount', name: 'sa', status: 'NotPresent', message: 'Service account does not exist' },
      ],
    });
  });

  it('need an account that is nobody else’s', () => {
    expect(verdict(world(account([owner('uid-other')])))).toMatchObject({
      met: false,
      statuses: [
        {
          status: 'PresentNotSatisfied',
          message: 'Service account is owned by another ClusterServiceVersion',
        },
      ],
    });
    expect(verdict(world(account([owner('uid-a.v1')]))).statuses[0]?.message).toBe(
      'Policy rule not satisfied for service account',
    );
  });

  it('list each rule and whether it is granted', () => {
    expect(verdict(world(account()))).toEqual({
      met: false,
      statuses: [
        {
          group: '',
          version: 'v1',
          kind: 'ServiceAccount',
          name: 'sa',
          status: 'PresentNotSatisfied',
          message: 'Policy rule not satisfied for service account',
          dependents: [{ group: rbac, version: 'v1', kind: 'PolicyRule', status: 'NotSatisfied', message: text }],
        },
      ],
    });
    const granted = { ...none, roles: [role('r', 'ns', [readPods])], roleBindings: [binding('r', 'ns')] };
    expect(verdict(world(account(), granted))).toMatchObject({
      met: true,
      statuses: [{ status: 'Present', message: '', dependents: [{ status: 'Satisfied', message: text }] }],
    });
  });

  it('are met without a word where an InstallPlan made them', () => {
    const owned = ownerLabels(csv);
    const roleRef = { kind: 'Role', name: 'r', apiGroup: rbac };
    const made = {
      ...none,
      roles: [role('r', 'ns', [readPods], { ...owned, 'olm.permissions.hash': rulesHash([readPods]) })],
      roleBindings: [binding('r', 'ns', 'Role', { ...owned, 'olm.permissions.hash': bindingHash(roleRef, [subject]) })],
    };
    expect(verdict(world(account(), made))).toEqual({ met: true, statuses: [] });
  });

  it('cannot be told of a rule without verbs', () => {
    const broken = [{ namespace: '', permissions: [{ serviceAccountName: 'sa', rules: [{ verbs: [] }] }] }];
    expect(() => permissionVerdict(csv, broken, world(account()))).toThrow(
      'rule invalid: policy rule must have at least one verb',
    );
  });
});
