import type { Scenario } from './scenario.ts';

export const approval: readonly Scenario[] = [
  {
    name: 'two Subscriptions, one of which wants approval',
    namespace: 'in-shared',
    operators: [{ name: 'op-shared-a' }, { name: 'op-shared-b' }],
    stages: [
      {
        what: 'both wait',
        async make(scene) {
          await scene.subscribe('op-shared-a', { installPlanApproval: 'Manual' });
          await scene.subscribe('op-shared-b');
          await scene.group();
        },
        isOver: async (scene) => (await scene.waits('op-shared-a')) && (await scene.waits('op-shared-b')),
      },
      {
        what: 'approved',
        make: (scene) => scene.approve('op-shared-a'),
        isOver: (scene) => scene.areInstalled('op-shared-a', 'op-shared-b'),
      },
    ],
  },
  {
    name: 'approval of two versions, one after the other',
    namespace: 'in-manual',
    operators: [
      {
        name: 'op-manual',
        versions: [{ version: '1.0.0' }, { version: '1.1.0', replaces: '1.0.0', deployment: 'new' }],
      },
    ],
    stages: [
      {
        what: 'the first waits',
        async make(scene) {
          await scene.group();
          const startingCSV = 'op-manual.v1.0.0';
          await scene.subscribe('op-manual', { installPlanApproval: 'Manual', startingCSV });
        },
        isOver: (scene) => scene.waits('op-manual'),
      },
      {
        what: 'the first is approved',
        make: (scene) => scene.approve('op-manual'),
        isOver: async (scene) => (await scene.areInstalled('op-manual')) && (await scene.waits('op-manual', '1.1.0')),
      },
      {
        what: 'the second is approved',
        make: (scene) => scene.approve('op-manual', '1.1.0'),
        isOver: (scene) => scene.isAt('op-manual', '1.1.0'),
      },
    ],
  },
  {
    name: 'an operator that says it may not be replaced',
    namespace: 'in-held',
    operators: [{ name: 'op-held', versions: [{ version: '1.0.0' }, { version: '1.1.0', replaces: '1.0.0' }] }],
    stages: [
      {
        what: 'the first waits',
        async make(scene) {
          await scene.group();
          const startingCSV = 'op-held.v1.0.0';
          await scene.subscribe('op-held', { installPlanApproval: 'Manual', startingCSV });
        },
        isOver: (scene) => scene.waits('op-held'),
      },
      {
        what: 'the first is installed',
        make: (scene) => scene.approve('op-held'),
        isOver: async (scene) => (await scene.areInstalled('op-held')) && (await scene.waits('op-held', '1.1.0')),
      },
      {
        what: 'the second is held',
        async make(scene) {
          const condition = { type: 'Upgradeable', status: 'False', reason: 'Busy', message: 'It is busy.' };
          const conditions = [{ ...condition, lastTransitionTime: '2026-01-01T00:00:00Z' }];
          await scene.conditions.patch('op-held.v1.0.0', { type: 'merge', body: { spec: { conditions } } });
          await scene.approve('op-held', '1.1.0');
        },
        isOver: (scene) => scene.isIn('Pending OperatorConditionNotUpgradeable', 'op-held', '1.1.0'),
      },
      {
        what: 'an administrator says otherwise',
        async make(scene) {
          const condition = { type: 'Upgradeable', status: 'True', reason: 'Ours', message: 'Go.' };
          const overrides = [{ ...condition, lastTransitionTime: '2026-01-01T00:00:00Z' }];
          await scene.conditions.patch('op-held.v1.0.0', { type: 'merge', body: { spec: { overrides } } });
        },
        isOver: (scene) => scene.isAt('op-held', '1.1.0'),
      },
    ],
  },
];
