import type { OperatorGroup } from '@violet/api';
import { describe, expect, it } from 'vitest';
import { stored } from '../testing/stored.ts';
import { groupRoleName, groupRoles } from './group-roles.ts';
import { groupLabelChanges, wantedGroupLabels } from './namespace-labels.ts';
import { judgeProvidedApis, printApis, providedApisOf } from './provided-apis.ts';
import { sameTargets, targetsOf } from './targets.ts';

function group(namespace: string, namespaces: string[] | undefined, apis = '', spec: OperatorGroup['spec'] = {}) {
  return stored<OperatorGroup>({
    apiVersion: 'operators.coreos.com/v1',
    kind: 'OperatorGroup',
    metadata: { name: `${namespace}-group`, namespace, annotations: { 'olm.providedAPIs': apis } },
    spec,
    ...(namespaces === undefined ? {} : { status: { namespaces, lastUpdated: '' } }),
  });
}

describe('the targets of a group', () => {
  const namespace = (name: string, team = '') =>
    stored({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { team } } });
  const namespaces = [namespace('b', 'x'), namespace('a', 'x'), namespace('c')];
  const selector = (team: string) => ({ matchLabels: { team } });

  it.each([
    { spec: {}, targets: [''] },
    { spec: { selector: {} }, targets: [''] },
    { spec: { selector: selector('x') }, targets: ['a', 'b'] },
    { spec: { selector: selector('nobody') }, targets: [] },
    { spec: { targetNamespaces: ['z', 'a', 'z'] }, targets: ['a', 'z'] },
    { spec: { targetNamespaces: ['c'], selector: selector('x') }, targets: ['c'] },
  ])('$spec are $targets', ({ spec, targets }) => {
    expect(targetsOf(group('ns', undefined, '', spec), namespaces)).toEqual(targets);
  });

  it('never name all namespaces among others', () => {
    expect(() => targetsOf(group('ns', undefined, '', { targetNamespaces: ['a', ''] }), [])).toThrow(
      'TargetNamespaces cannot contain NamespaceAll: [a ]',
    );
  });

  it('are a set', () => {
    expect(sameTargets(['a', 'b'], ['b', 'a'])).toBe(true);
    expect(sameTargets(['a'], ['b'])).toBe(false);
  });
});

describe('who provides an API', () => {
  const api = 'Widget.v1.example.com';
  const apis = new Set([api]);

  it.each([
    { name: 'nobody yet', own: group('ns', ['ns']), others: [], verdict: 'add' },
    { name: 'the group already', own: group('ns', ['ns'], api), others: [], verdict: 'settled' },
    { name: 'a group elsewhere', own: group('ns', ['ns']), others: [group('else', ['else'], api)], verdict: 'add' },
    {
      name: 'a group with the same target',
      own: group('ns', ['t']),
      others: [group('else', ['t'], api)],
      verdict: 'conflict',
    },
    {
      name: 'a group of everything',
      own: group('ns', ['ns']),
      others: [group('else', [''], api)],
      verdict: 'conflict',
    },
    {
      name: 'a group that targets this one',
      own: group('ns', ['t']),
      others: [group('else', ['ns'], api)],
      verdict: 'conflict',
    },
    { name: 'both of them', own: group('ns', ['t'], api), others: [group('else', ['t'], api)], verdict: 'remove' },
    {
      name: 'a group without targets',
      own: group('ns', ['ns']),
      others: [group('else', undefined, api)],
      verdict: 'add',
    },
  ])('$name: $verdict', ({ own, others, verdict }) => expect(judgeProvidedApis(apis, own, others)).toBe(verdict));

  it('is listed in order, and read back', () => {
    const listed = printApis(new Set(['B.v1.g', 'A.v1.g.com']));
    expect(listed).toBe('A.v1.g.com,B.v1.g');
    expect(providedApisOf(group('ns', [], ' A.v1.g.com, B.v1.g,nonsense,C.v1'))).toEqual(
      new Set(['A.v1.g.com', 'B.v1.g']),
    );
  });

  it('is nothing to decide for an operator without APIs', () => {
    expect(judgeProvidedApis(new Set(), group('ns', ['ns']), [group('else', [''], api)])).toBe('settled');
  });
});

describe('the labels of target namespaces', () => {
  const groups = [group('one', ['a', 'b']), group('all', [''])];
  const namespace = (labels: Record<string, string>) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'a', labels },
  });
  const label = 'olm.operatorgroup.uid/uid-one-group';

  it('are of groups that name them', () => {
    expect(wantedGroupLabels('a', groups)).toEqual([label]);
    expect(wantedGroupLabels('c', groups)).toEqual([]);
  });

  it.each([
    { labels: {}, wanted: [label], changes: { [label]: '' } },
    { labels: { [label]: '', mine: 'x' }, wanted: [label], changes: undefined },
    { labels: { [label]: '', mine: 'x' }, wanted: [], changes: { [label]: null } },
    { labels: { [label]: 'x' }, wanted: [label], changes: { [label]: '' } },
  ])('$labels with $wanted need $changes', ({ labels, wanted, changes }) => {
    expect(groupLabelChanges(namespace(labels), wanted)).toEqual(changes);
  });
});

describe('the roles of a group', () => {
  it('take up the roles of its APIs', () => {
    const roles = groupRoles(group('ns', ['ns']), new Set(['B.v1.g', 'A.v1.g']));
    expect(roles.map(({ metadata }) => metadata.name)).toEqual(
      ['admin', 'edit', 'view'].map((suffix) => groupRoleName({ name: 'ns-group', namespace: 'ns' }, suffix)),
    );
    expect(roles[0]?.metadata.labels).toEqual({
      'olm.managed': 'true',
      'olm.owner': 'ns-group',
      'olm.owner.kind': 'OperatorGroup',
      'olm.owner.namespace': 'ns',
    });
    const selectors = roles[1]?.aggregationRule?.clusterRoleSelectors ?? [];
    expect(selectors).toHaveLength(2);
    expect(Object.keys(selectors[0]?.matchLabels ?? {})[0]).toMatch(
      /^olm\.opgroup\.permissions\/aggregate-to-[0-9a-f]+-edit$/,
    );
  });

  it('aggregate nothing where there is no API', () => {
    expect(groupRoles(group('ns', ['ns']), new Set())[0]).not.toHaveProperty('aggregationRule');
  });

  it('have names that fit', () => {
    const name = groupRoleName({ name: 'x'.repeat(300), namespace: 'ns' }, 'admin');
    expect(name).toHaveLength(253);
    expect(name).toMatch(/^olm\.og\.x+\.admin-[0-9a-zA-Z]+$/);
  });
});
