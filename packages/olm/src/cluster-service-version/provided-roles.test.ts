import { describe, expect, it } from 'vitest';
import { aCrd } from '../testing/a-csv.ts';
import { stored } from '../testing/stored.ts';
import { aggregationLabel, rolesOfApi } from './provided-roles.ts';

const api = 'Widget.v1.example.com';
const base = { api, prefix: 'widgets.example.com-v1-', group: 'example.com', plural: 'widgets', owner: stored(aCrd()) };

describe('the roles of an API', () => {
  it('are for administrators, editors and viewers, and for those who look at its CRD', () => {
    const roles = rolesOfApi({ ...base, crd: 'widgets.example.com' });
    expect(roles.map(({ metadata, rules }) => [metadata.name, rules?.[0]])).toEqual([
      ['widgets.example.com-v1-admin', { verbs: ['*'], apiGroups: ['example.com'], resources: ['widgets'] }],
      [
        'widgets.example.com-v1-edit',
        { verbs: ['create', 'update', 'patch', 'delete'], apiGroups: ['example.com'], resources: ['widgets'] },
      ],
      [
        'widgets.example.com-v1-view',
        { verbs: ['get', 'list', 'watch'], apiGroups: ['example.com'], resources: ['widgets'] },
      ],
      [
        'widgets.example.com-v1-crdview',
        {
          verbs: ['get'],
          apiGroups: ['apiextensions.k8s.io'],
          resources: ['customresourcedefinitions'],
          resourceNames: ['widgets.example.com'],
        },
      ],
    ]);
  });

  it('add up to the roles of the cluster and of OperatorGroups', () => {
    const [admin] = rolesOfApi(base);
    expect(admin?.metadata.labels).toEqual({
      'rbac.authorization.k8s.io/aggregate-to-admin': 'true',
      [aggregationLabel(api, 'admin')]: 'true',
      'olm.managed': 'true',
    });
  });

  it('know no CRD where a server serves the API', () => expect(rolesOfApi(base)).toHaveLength(3));
});
