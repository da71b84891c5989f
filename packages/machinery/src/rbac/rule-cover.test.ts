import { describe, expect, it } from 'vitest';
import type { PolicyRule } from './rbac.ts';
import { printRules, uncoveredRules } from './rule-cover.ts';

const rule = (apiGroup: string, resource: string, verbs: string[], names?: string[]): PolicyRule => ({
  apiGroups: [apiGroup],
  resources: resource.split(','),
  verbs,
  ...(names === undefined ? {} : { resourceNames: names }),
});
const paths = (url: string, verbs: string[]): PolicyRule => ({ nonResourceURLs: [url], verbs });

describe('rules that somebody holds', () => {
  it.each<[string, PolicyRule[], PolicyRule[], string]>([
    ['cover themselves', [rule('apps', 'deployments', ['get'])], [rule('apps', 'deployments', ['get'])], ''],
    [
      'cover nothing where there are none',
      [],
      [rule('', 'pods', ['get', 'list'])],
      '{APIGroups:[""], Resources:["pods"], Verbs:["get" "list"]}',
    ],
    [
      'cover parts of a rule',
      [rule('', 'pods', ['get'])],
      [rule('', 'pods,secrets', ['get'])],
      '{APIGroups:[""], Resources:["secrets"], Verbs:["get"]}',
    ],
    ['cover by stars', [rule('*', '*', ['*'])], [rule('apps', 'deployments/scale', ['patch'], ['a'])], ''],
    [
      'cover a subresource of everything',
      [rule('apps', '*/scale', ['get'])],
      [rule('apps', 'deployments/scale', ['get'])],
      '',
    ],
    [
      'of a subresource do not cover the object',
      [rule('apps', 'deployments/scale', ['get'])],
      [rule('apps', 'deployments', ['get'])],
      '{APIGroups:["apps"], Resources:["deployments"], Verbs:["get"]}',
    ],
    [
      'about one name do not cover all',
      [rule('', 'pods', ['get'], ['a'])],
      [rule('', 'pods', ['get'])],
      '{APIGroups:[""], Resources:["pods"], Verbs:["get"]}',
    ],
    ['about all cover one name', [rule('', 'pods', ['get'])], [rule('', 'pods', ['get'], ['a'])], ''],
    [
      'are not joined to grant a star',
      [rule('', 'pods', ['get', 'list'])],
      [rule('', 'pods', ['*'])],
      '{APIGroups:[""], Resources:["pods"], Verbs:["*"]}',
    ],
    ['cover paths by their beginning', [paths('/metrics*', ['get'])], [paths('/metrics/a', ['get'])], ''],
    [
      'do not cover other paths',
      [paths('/metrics', ['get'])],
      [paths('/logs', ['get'])],
      '{NonResourceURLs:["/logs"], Verbs:["get"]}',
    ],
  ])('%s', (_what, held, wanted, missing) => {
    expect(printRules(uncoveredRules(held, wanted))).toBe(missing);
  });
});
