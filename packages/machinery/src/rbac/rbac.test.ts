import { describe, expect, it } from 'vitest';
import { aggregateRules, type PolicyRule, type RequestAttributes, ruleAllows, subjectMatches } from './rbac.ts';

const pods: RequestAttributes = { verb: 'get', apiGroup: '', resource: 'pods', name: 'web' };

describe('a rule', () => {
  it.each<[string, PolicyRule, RequestAttributes, boolean]>([
    ['verb and resource', { verbs: ['get'], apiGroups: [''], resources: ['pods'] }, pods, true],
    ['another verb', { verbs: ['list'], apiGroups: [''], resources: ['pods'] }, pods, false],
    ['another group', { verbs: ['*'], apiGroups: ['apps'], resources: ['*'] }, pods, false],
    ['everything', { verbs: ['*'], apiGroups: ['*'], resources: ['*'] }, pods, true],
    ['a name', { verbs: ['get'], apiGroups: [''], resources: ['pods'], resourceNames: ['web'] }, pods, true],
    ['another name', { verbs: ['get'], apiGroups: [''], resources: ['pods'], resourceNames: ['db'] }, pods, false],
    [
      'a name, at a create',
      { verbs: ['create'], apiGroups: [''], resources: ['pods'], resourceNames: ['web'] },
      { verb: 'create', apiGroup: '', resource: 'pods' },
      false,
    ],
    [
      'a subresource',
      { verbs: ['get'], apiGroups: [''], resources: ['pods/log'] },
      { ...pods, subresource: 'log' },
      true,
    ],
    [
      'its resource alone',
      { verbs: ['get'], apiGroups: [''], resources: ['pods'] },
      { ...pods, subresource: 'log' },
      false,
    ],
    [
      '* with a subresource',
      { verbs: ['get'], apiGroups: [''], resources: ['*'] },
      { ...pods, subresource: 'log' },
      true,
    ],
    [
      '*/scale',
      { verbs: ['update'], apiGroups: ['apps'], resources: ['*/scale'] },
      { verb: 'update', apiGroup: 'apps', resource: 'deployments', subresource: 'scale' },
      true,
    ],
    ['*/scale without it', { verbs: ['get'], apiGroups: [''], resources: ['*/scale'] }, pods, false],
    ['a path', { verbs: ['get'], nonResourceURLs: ['/healthz'] }, { verb: 'get', path: '/healthz' }, true],
    ['a path below', { verbs: ['get'], nonResourceURLs: ['/healthz/*'] }, { verb: 'get', path: '/healthz/etcd' }, true],
    ['another path', { verbs: ['get'], nonResourceURLs: ['/healthz'] }, { verb: 'get', path: '/healthz/etcd' }, false],
    ['resources for a path', { verbs: ['*'], apiGroups: ['*'], resources: ['*'] }, { verb: 'get', path: '/x' }, false],
  ])('%s', (_name, rule, attributes, allowed) => {
    expect(ruleAllows(rule, attributes)).toBe(allowed);
  });
});

describe('a subject', () => {
  const user = { name: 'system:serviceaccount:team:bot', groups: ['system:serviceaccounts', 'admins'] };

  it.each([
    [{ kind: 'User', name: 'system:serviceaccount:team:bot' }, true],
    [{ kind: 'User', name: 'bot' }, false],
    [{ kind: 'Group', name: 'admins' }, true],
    [{ kind: 'ServiceAccount', name: 'bot', namespace: 'team' }, true],
    [{ kind: 'ServiceAccount', name: 'bot', namespace: 'other' }, false],
    [{ kind: 'Robot', name: 'bot' }, false],
  ])('%j is the service account team/bot: %j', (subject, matches) => {
    expect(subjectMatches(subject, user)).toBe(matches);
  });

  it('that names no namespace is in that of its binding', () => {
    expect(subjectMatches({ kind: 'ServiceAccount', name: 'bot' }, user, 'team')).toBe(true);
    expect(subjectMatches({ kind: 'ServiceAccount', name: 'bot' }, user)).toBe(false);
  });
});

describe('an aggregated role', () => {
  it('has the rules of the roles that its selectors take, each once', () => {
    const read: PolicyRule = { verbs: ['get'], apiGroups: [''], resources: ['pods'] };
    const write: PolicyRule = { verbs: ['create'], apiGroups: [''], resources: ['pods'] };
    const admin = {
      metadata: { name: 'admin' },
      aggregationRule: { clusterRoleSelectors: [{ matchLabels: { aggregate: 'yes' } }] },
    };
    const labels = { aggregate: 'yes' };

    const rules = aggregateRules(admin, [
      { metadata: { name: 'z', labels }, rules: [write, read] },
      { metadata: { name: 'a', labels }, rules: [read] },
      { metadata: { name: 'other' }, rules: [{ verbs: ['*'] }] },
    ]);

    expect(rules).toEqual([read, write]);
  });
});
