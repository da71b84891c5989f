import { ClusterServiceVersion, Namespace, olmLabels } from '@violet/api';
import { csvName, firstVersion } from '../made-up/operator.ts';
import type { Scenario } from './scenario.ts';
import type { Scene } from './scene.ts';

/** With a group of these targets, and one Subscription that asks for nothing special. */
function withTargets(kind: string, others: readonly string[], targets: readonly string[]): Scenario {
  const namespace = `in-${kind}`;
  const operator = `op-${kind}`;
  return {
    name: `a group for ${kind}`,
    namespace,
    others,
    operators: [{ name: operator }],
    stages: [
      {
        what: 'installed',
        async make(scene) {
          for (const other of others) await scene.makeNamespace(other);
          await scene.group({ targetNamespaces: [...targets] });
          await scene.subscribe(operator);
        },
        isOver: (scene) => scene.areInstalled(operator),
      },
    ],
  };
}

async function isCopiedTo(scene: Scene, ...namespaces: string[]): Promise<boolean> {
  const { items } = await scene.client
    .resource(ClusterServiceVersion)
    .list({ labelSelector: `${olmLabels.copiedFrom}=${scene.namespace}` });
  const found = items.map(({ metadata }) => metadata.namespace).sort();
  return found.join() === namespaces.join();
}

/** Upstream looks at the labels of namespaces when the group changes, or after a while. */
async function labelTeam(scene: Scene, namespace: string, team: string | null): Promise<void> {
  const body = { metadata: { labels: { team } } };
  await scene.client.resource(Namespace).patch(namespace, { type: 'merge', body });
  await scene.lookAgain();
}

export const groups: readonly Scenario[] = [
  withTargets('own', [], ['in-own']),
  withTargets('single', ['single-target'], ['single-target']),
  withTargets('multi', ['multi-target-a', 'multi-target-b'], ['multi-target-a', 'multi-target-b']),
  {
    name: 'a group for all namespaces, which the operator does not support',
    namespace: 'in-unsupported',
    operators: [{ name: 'op-unsupported', modes: ['OwnNamespace'] }],
    stages: [
      {
        what: 'refused',
        async make(scene) {
          await scene.group({});
          await scene.subscribe('op-unsupported');
        },
        isOver: (scene) => scene.isIn('Failed UnsupportedOperatorGroup', 'op-unsupported'),
      },
      {
        what: 'the group is narrowed',
        make: (scene) =>
          scene.groups.patch('group', { type: 'merge', body: { spec: { targetNamespaces: ['in-unsupported'] } } }),
        isOver: (scene) => scene.areInstalled('op-unsupported'),
      },
    ],
  },
  {
    name: 'no group',
    namespace: 'in-ungrouped',
    operators: [{ name: 'op-ungrouped' }],
    stages: [
      {
        what: 'subscribed',
        make: (scene) => scene.subscribe('op-ungrouped'),
        isOver: async (scene) => (await scene.subscriptions.get('op-ungrouped'))?.status?.catalogHealth !== undefined,
      },
      {
        what: 'the group comes',
        make: (scene) => scene.group(),
        isOver: (scene) => scene.areInstalled('op-ungrouped'),
      },
    ],
  },
  {
    name: 'two groups',
    namespace: 'in-two-groups',
    operators: [{ name: 'op-two-groups' }],
    stages: [
      {
        what: 'subscribed',
        async make(scene) {
          await scene.group();
          await scene.group(undefined, 'another');
          await scene.subscribe('op-two-groups');
        },
        isOver: async (scene) => (await scene.subscriptions.get('op-two-groups'))?.status?.catalogHealth !== undefined,
      },
      {
        what: 'one of them goes',
        make: (scene) => scene.groups.delete('another'),
        isOver: (scene) => scene.areInstalled('op-two-groups'),
      },
      {
        what: 'another one comes again',
        make: (scene) => scene.group(undefined, 'another'),
        isOver: (scene) => scene.isIn('Failed TooManyOperatorGroups', 'op-two-groups'),
      },
    ],
  },
  {
    name: 'a group whose selector finds other namespaces',
    namespace: 'in-selected',
    others: ['selected-a', 'selected-b'],
    operators: [{ name: 'op-selected' }],
    stages: [
      {
        what: 'one namespace',
        async make(scene) {
          await scene.makeNamespace('selected-a', { team: 'selected' });
          await scene.makeNamespace('selected-b');
          await scene.group({ selector: { matchLabels: { team: 'selected' } } });
          await scene.subscribe('op-selected');
        },
        isOver: async (scene) => (await scene.areInstalled('op-selected')) && (await isCopiedTo(scene, 'selected-a')),
      },
      {
        what: 'a namespace gets the label',
        make: (scene) => labelTeam(scene, 'selected-b', 'selected'),
        isOver: async (scene) =>
          (await scene.areInstalled('op-selected')) && (await isCopiedTo(scene, 'selected-a', 'selected-b')),
      },
      {
        what: 'a namespace loses it',
        make: (scene) => labelTeam(scene, 'selected-a', null),
        isOver: async (scene) => (await scene.areInstalled('op-selected')) && (await isCopiedTo(scene, 'selected-b')),
      },
    ],
  },
  {
    name: 'two groups for the same namespace, whose operators own the same kind',
    namespace: 'in-first',
    others: ['in-second'],
    operators: [{ name: 'op-owner' }],
    stages: [
      {
        what: 'the first is installed',
        async make(scene) {
          await scene.makeNamespace('in-second');
          await scene.group({ targetNamespaces: ['in-first', 'in-second'] });
          await scene.subscribe('op-owner');
        },
        isOver: (scene) => scene.areInstalled('op-owner'),
      },
      {
        what: 'the second is refused',
        async make(scene) {
          const second = scene.in('in-second');
          await second.group({ targetNamespaces: ['in-first', 'in-second'] });
          // The copy of the first has the name that a Subscription's would have.
          const first = await scene.versions.get(csvName('op-owner', firstVersion));
          const { apiVersion, kind, spec } = first ?? {};
          await second.versions.create({ apiVersion, kind, metadata: { name: 'another-owner' }, spec } as never);
        },
        isOver: async (scene) =>
          (await scene.in('in-second').versions.get('another-owner'))?.status?.reason ===
          'InterOperatorGroupOwnerConflict',
      },
    ],
  },
];
