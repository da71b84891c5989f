import type { Scenario } from './scenario.ts';

export const upgrades: readonly Scenario[] = [
  {
    name: 'a version that skips a range',
    namespace: 'in-skipping',
    operators: [
      {
        name: 'op-skipping',
        versions: [
          { version: '1.0.0' },
          { version: '1.1.0', replaces: '1.0.0' },
          { version: '1.2.0', replaces: '1.1.0', skipRange: '>=1.0.0 <1.2.0' },
        ],
      },
    ],
    stages: [
      {
        what: 'installed and upgraded',
        async make(scene) {
          await scene.group();
          await scene.subscribe('op-skipping', { startingCSV: 'op-skipping.v1.0.0' });
        },
        isOver: (scene) => scene.isAt('op-skipping', '1.2.0'),
      },
    ],
  },
  {
    name: 'a chain of versions',
    namespace: 'in-chain',
    operators: [
      {
        name: 'op-chain',
        versions: [
          { version: '1.0.0' },
          { version: '1.1.0', replaces: '1.0.0', served: ['v1', 'v2'] },
          { version: '1.2.0', replaces: '1.1.0', served: ['v1', 'v2'] },
        ],
      },
    ],
    stages: [
      {
        what: 'installed and upgraded',
        async make(scene) {
          await scene.group();
          await scene.subscribe('op-chain', { startingCSV: 'op-chain.v1.0.0' });
        },
        isOver: (scene) => scene.isAt('op-chain', '1.2.0'),
      },
    ],
  },
  {
    name: 'another channel',
    namespace: 'in-channels',
    operators: [
      {
        name: 'op-channels',
        versions: [
          { version: '1.0.0', channels: ['stable', 'next'] },
          { version: '2.0.0', channels: ['next'], skips: ['1.0.0'] },
        ],
      },
    ],
    stages: [
      {
        what: 'the first channel',
        async make(scene) {
          await scene.group();
          await scene.subscribe('op-channels');
        },
        isOver: (scene) => scene.isAt('op-channels', '1.0.0'),
      },
      {
        what: 'the next channel',
        make: (scene) => scene.changeSubscription('op-channels', { channel: 'next' }),
        isOver: (scene) => scene.isAt('op-channels', '2.0.0'),
      },
      {
        what: 'a channel without a way there',
        make: (scene) => scene.changeSubscription('op-channels', { channel: 'stable' }),
        isOver: (scene) => scene.isAt('op-channels', '2.0.0'),
      },
    ],
  },
  {
    name: 'a version that cannot be installed, and one that replaces it',
    namespace: 'in-stuck',
    operators: [
      {
        name: 'op-stuck',
        versions: [
          { version: '1.0.0', modes: ['AllNamespaces'] },
          { version: '1.1.0', replaces: '1.0.0' },
        ],
      },
    ],
    stages: [
      {
        what: 'it stays',
        async make(scene) {
          await scene.group();
          await scene.subscribe('op-stuck', { startingCSV: 'op-stuck.v1.0.0' });
        },
        isOver: async (scene) =>
          (await scene.isIn('Pending RequirementsUnknown', 'op-stuck', '1.1.0')) ||
          (await scene.isIn('Pending RequirementsNotMet', 'op-stuck', '1.1.0')),
      },
    ],
  },
  {
    name: 'a version that cannot be installed, where failing forward is allowed',
    namespace: 'in-forward',
    operators: [
      {
        name: 'op-forward',
        versions: [
          { version: '1.0.0', broken: true },
          { version: '1.1.0', replaces: '1.0.0' },
        ],
      },
    ],
    stages: [
      {
        what: 'it is replaced',
        async make(scene) {
          await scene.group({ targetNamespaces: ['in-forward'], upgradeStrategy: 'TechPreviewUnsafeFailForward' });
          await scene.subscribe('op-forward', { startingCSV: 'op-forward.v1.0.0' });
        },
        isOver: (scene) => scene.isAt('op-forward', '1.1.0'),
      },
    ],
  },
];
