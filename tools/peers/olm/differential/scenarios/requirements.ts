import { ApiService, type SubscriptionSpec } from '@violet/api';
import type { Scenario } from './scenario.ts';

const overrides: NonNullable<SubscriptionSpec['config']> = {
  env: [{ name: 'B', value: 'b' }],
  nodeSelector: { 'kubernetes.io/os': 'linux' },
  tolerations: [{ key: 'a', operator: 'Exists' }],
  resources: { requests: { cpu: '10m' } },
  annotations: { note: 'yes' },
};

export const requirements: readonly Scenario[] = [
  {
    name: 'a Subscription that changes the Deployment',
    namespace: 'in-config',
    operators: [{ name: 'op-config' }],
    stages: [
      {
        what: 'installed',
        async make(scene) {
          await scene.group();
          await scene.subscribe('op-config', { config: overrides });
        },
        isOver: (scene) => scene.areInstalled('op-config'),
      },
      {
        what: 'changed',
        make: (scene) => scene.changeSubscription('op-config', { config: { env: [{ name: 'B', value: 'c' }] } }),
        isOver: (scene) => scene.areInstalled('op-config'),
      },
    ],
  },
  {
    name: 'a webhook',
    namespace: 'in-webhook',
    operators: [{ name: 'op-webhook', webhook: true }],
    stages: [
      {
        what: 'installed',
        async make(scene) {
          await scene.group();
          await scene.subscribe('op-webhook');
        },
        isOver: (scene) => scene.areInstalled('op-webhook'),
      },
    ],
  },
  {
    name: 'an API of its own that never answers',
    namespace: 'in-api',
    operators: [{ name: 'op-api', apiService: true }],
    stages: [
      {
        what: 'waits for it',
        async make(scene) {
          await scene.group();
          await scene.subscribe('op-api');
        },
        isOver: async (scene) =>
          (await scene.isIn('Installing InstallWaiting', 'op-api')) &&
          (await scene.client.resource(ApiService).get('v1.op-api.apis.example.com')) !== undefined,
      },
    ],
  },
  {
    name: 'a version of Kubernetes that is not out yet',
    namespace: 'in-future',
    operators: [{ name: 'op-future', minKubeVersion: '9.9.0' }],
    stages: [
      {
        what: 'waits for it',
        async make(scene) {
          await scene.group();
          await scene.subscribe('op-future');
        },
        isOver: (scene) => scene.isIn('Pending RequirementsNotMet', 'op-future'),
      },
    ],
  },
];
