import { csvName } from '../made-up/operator.ts';
import type { Scenario, Stage } from './scenario.ts';

function installed(operator: string): Stage {
  return {
    what: 'installed',
    async make(scene) {
      await scene.group();
      await scene.subscribe(operator);
    },
    isOver: (scene) => scene.areInstalled(operator),
  };
}

const rules = [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }];

export const removal: readonly Scenario[] = [
  {
    name: 'a CSV that is deleted by hand',
    namespace: 'in-deleted',
    operators: [{ name: 'op-deleted', webhook: true, rules }],
    stages: [
      installed('op-deleted'),
      {
        what: 'deleted',
        make: (scene) => scene.versions.delete(csvName('op-deleted')),
        isOver: async (scene) => (await scene.versions.get(csvName('op-deleted'))) === undefined,
      },
    ],
  },
  {
    name: 'a Subscription that is deleted, and then its CSV',
    namespace: 'in-unsubscribed',
    operators: [{ name: 'op-unsubscribed', rules }],
    stages: [
      installed('op-unsubscribed'),
      {
        what: 'unsubscribed',
        make: (scene) => scene.subscriptions.delete('op-unsubscribed'),
        // Its plans go with it.
        isOver: async (scene) => (await scene.plans.list()).items.length === 0,
      },
      {
        what: 'subscribed again',
        make: (scene) => scene.subscribe('op-unsubscribed'),
        isOver: (scene) => scene.subscriptionHas('op-unsubscribed', 'ResolutionFailed'),
      },
      {
        what: 'removed',
        async make(scene) {
          await scene.subscriptions.delete('op-unsubscribed');
          await scene.versions.delete(csvName('op-unsubscribed'));
        },
        isOver: async (scene) => (await scene.versions.get(csvName('op-unsubscribed'))) === undefined,
      },
    ],
  },
];
