import { resource } from '@violet/api';
import type { MadeUpVersion } from '../made-up/operator.ts';
import type { Scenario } from './scenario.ts';

/** A second version that brings a CRD which may not take the place of the first one's. */
function refusedUpgrade(about: string, name: string, second: Partial<MadeUpVersion>): Scenario {
  const operator = `op-${name}`;
  const things = resource(`${operator}.example.com/v1`, 'Thing', 'things');
  return {
    name: `a version whose CRD ${about}`,
    namespace: `in-${name}`,
    operators: [
      { name: operator, versions: [{ version: '1.0.0' }, { version: '1.1.0', replaces: '1.0.0', ...second }] },
    ],
    stages: [
      {
        what: 'the first waits',
        async make(scene) {
          await scene.group();
          await scene.subscribe(operator, { installPlanApproval: 'Manual', startingCSV: `${operator}.v1.0.0` });
        },
        isOver: (scene) => scene.waits(operator),
      },
      {
        what: 'the first is approved',
        make: (scene) => scene.approve(operator),
        isOver: async (scene) => (await scene.areInstalled(operator)) && (await scene.waits(operator, '1.1.0')),
      },
      {
        what: 'the second is refused',
        async make(scene) {
          const { group, version, kind } = things;
          const metadata = { name: 'thing', namespace: scene.namespace };
          await scene.client
            .resource(things, scene.namespace)
            .create({ apiVersion: `${group}/${version}`, kind, metadata, spec: {} } as never);
          await scene.approve(operator, '1.1.0');
        },
        isOver: (scene) => scene.planIs('Failed', 2),
        withinMs: 150_000,
      },
    ],
  };
}

export const definitions: readonly Scenario[] = [
  refusedUpgrade('has lost a stored version', 'lost', { served: ['v2'] }),
  refusedUpgrade('refuses what is stored', 'stricter', { required: ['size'] }),
];
