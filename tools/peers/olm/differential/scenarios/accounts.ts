import type { Scenario } from './scenario.ts';

const everything = [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }];
const little = [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get'] }];
const rules = [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }];

export const accounts: readonly Scenario[] = [
  {
    name: 'an account that may do little',
    namespace: 'in-scoped',
    operators: [{ name: 'op-scoped', rules }],
    stages: [
      {
        what: 'waits for approval',
        async make(scene) {
          await scene.account('scoped');
          await scene.permit('scoped', little);
          await scene.group({ targetNamespaces: ['in-scoped'], serviceAccountName: 'scoped' });
          await scene.subscribe('op-scoped', { installPlanApproval: 'Manual' });
        },
        isOver: (scene) => scene.waits('op-scoped'),
      },
      {
        what: 'approved',
        make: (scene) => scene.approve('op-scoped'),
        isOver: async (scene) =>
          (await scene.plans.list()).items.some(({ status }) => status?.message?.includes('cannot create resource')),
      },
    ],
  },
  {
    name: 'an account that may do all in its namespace',
    namespace: 'in-able',
    operators: [{ name: 'op-able', rules }],
    stages: [
      {
        what: 'installed',
        async make(scene) {
          await scene.account('able');
          await scene.permit('able', everything);
          await scene.group({ targetNamespaces: ['in-able'], serviceAccountName: 'able' });
          await scene.subscribe('op-able');
        },
        isOver: (scene) => scene.areInstalled('op-able'),
      },
    ],
  },
  {
    name: 'an account that comes later',
    namespace: 'in-accountless',
    operators: [{ name: 'op-accountless' }],
    stages: [
      {
        what: 'not there',
        make: (scene) => scene.group({ targetNamespaces: ['in-accountless'], serviceAccountName: 'late' }),
        isOver: async (scene) => ((await scene.groups.get('group'))?.status?.conditions ?? []).length > 0,
      },
      {
        what: 'there',
        async make(scene) {
          await scene.account('late');
          await scene.permit('late', everything);
          // Upstream does not see accounts that it has not labelled yet.
          await scene.lookAgain();
          await scene.subscribe('op-accountless');
        },
        isOver: (scene) => scene.areInstalled('op-accountless'),
      },
    ],
  },
];
