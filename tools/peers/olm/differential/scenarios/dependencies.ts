import type { Scenario } from './scenario.ts';

/** A Subscription that nothing can be found for. */
function unsatisfiable(about: string, name: string, spec: { channel?: string; startingCSV?: string }): Scenario {
  const operator = `op-${name}`;
  return {
    name: `a Subscription to ${about} that is not there`,
    namespace: `in-${name}`,
    operators: [{ name: operator }],
    stages: [
      {
        what: 'subscribed',
        async make(scene) {
          await scene.group();
          await scene.subscribe(operator, spec);
        },
        isOver: (scene) => scene.subscriptionHas(operator, 'ResolutionFailed'),
      },
    ],
  };
}

export const dependencies: readonly Scenario[] = [
  unsatisfiable('a channel', 'channelless', { channel: 'no-such' }),
  unsatisfiable('a version', 'versionless', { startingCSV: 'op-versionless.v9.9.9' }),
  {
    name: 'an operator that needs another one',
    namespace: 'in-needs',
    operators: [{ name: 'op-needs', needs: ['op-needed'] }, { name: 'op-needed' }],
    stages: [
      {
        what: 'installed',
        async make(scene) {
          await scene.group();
          await scene.subscribe('op-needs');
        },
        isOver: (scene) => scene.areInstalled('op-needs', 'op-needed'),
      },
    ],
  },
  {
    name: 'an operator that needs one of another catalogue',
    namespace: 'in-foreign',
    operators: [
      { name: 'op-foreign', needs: ['op-abroad'] },
      { name: 'op-abroad', elsewhere: true },
    ],
    stages: [
      {
        what: 'the other catalogue is not there',
        async make(scene) {
          await scene.group();
          await scene.subscribe('op-foreign');
        },
        isOver: (scene) => scene.subscriptionHas('op-foreign', 'ResolutionFailed'),
      },
      {
        what: 'the other catalogue comes',
        make: (scene) => scene.catalogElsewhere('abroad'),
        isOver: (scene) => scene.areInstalled('op-foreign', 'op-abroad'),
      },
    ],
  },
  {
    name: 'an operator that needs what nobody offers',
    namespace: 'in-unsatisfiable',
    operators: [{ name: 'op-unsatisfiable', needs: ['op-nobody'] }],
    stages: [
      {
        what: 'subscribed',
        async make(scene) {
          await scene.group();
          await scene.subscribe('op-unsatisfiable');
        },
        isOver: (scene) => scene.subscriptionHas('op-unsatisfiable', 'ResolutionFailed'),
      },
    ],
  },
  {
    name: 'a catalogue that is not there',
    namespace: 'in-missing',
    operators: [],
    stages: [
      {
        what: 'subscribed',
        async make(scene) {
          await scene.group();
          await scene.subscribe('op-missing', { source: 'no-such' });
        },
        isOver: (scene) => scene.subscriptionHas('op-missing', 'CatalogSourcesUnhealthy'),
      },
    ],
  },
];
