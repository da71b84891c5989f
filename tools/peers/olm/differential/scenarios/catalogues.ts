import type { Scenario } from './scenario.ts';

export const catalogues: readonly Scenario[] = [
  {
    name: 'a catalogue that goes while its operator is installed',
    namespace: 'in-leaving',
    operators: [{ name: 'op-leaving', elsewhere: true }],
    stages: [
      {
        what: 'installed',
        async make(scene) {
          await scene.group();
          await scene.catalogElsewhere('leaving');
          await scene.subscribe('op-leaving', { source: 'leaving', sourceNamespace: 'in-leaving' });
        },
        isOver: (scene) => scene.areInstalled('op-leaving'),
      },
      {
        what: 'the catalogue goes',
        make: (scene) => scene.catalogs.delete('leaving'),
        isOver: (scene) => scene.subscriptionHas('op-leaving', 'CatalogSourcesUnhealthy'),
      },
    ],
  },
  {
    name: 'a package, a channel and a version that are deprecated',
    namespace: 'in-deprecated',
    operators: [
      {
        name: 'op-deprecated',
        deprecated: {
          package: 'The package is old.',
          channels: { stable: 'The channel is old.' },
          versions: { '1.0.0': 'The version is old.' },
        },
      },
    ],
    stages: [
      {
        what: 'installed',
        async make(scene) {
          await scene.group();
          await scene.subscribe('op-deprecated');
        },
        isOver: async (scene) =>
          (await scene.areInstalled('op-deprecated')) &&
          (await scene.subscriptionHas('op-deprecated', 'BundleDeprecated')),
      },
    ],
  },
];
