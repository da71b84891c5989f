import { ClusterServiceVersion, OlmConfig, olmLabels } from '@violet/api';
import { csvName } from '../made-up/operator.ts';
import type { Scenario } from './scenario.ts';
import type { Scene } from './scene.ts';

async function copies({ client, namespace }: Scene): Promise<number> {
  const labelSelector = `${olmLabels.copiedFrom}=${namespace}`;
  return (await client.resource(ClusterServiceVersion).list({ labelSelector })).items.length;
}

async function disableCopies({ client }: Scene, disableCopiedCSVs: boolean): Promise<void> {
  const body = { spec: { features: { disableCopiedCSVs } } };
  await client.resource(OlmConfig).patch('cluster', { type: 'merge', body });
}

async function saysOfCopies({ client }: Scene): Promise<string | undefined> {
  return (await client.resource(OlmConfig).get('cluster'))?.status?.conditions?.[0]?.reason;
}

/** They concern all operators of the cluster: nothing else may happen meanwhile. */
export const copiesEverywhere: readonly Scenario[] = [
  {
    name: 'copies of CSVs that nobody wants',
    namespace: 'in-copies',
    operators: [
      { name: 'op-copies', webhook: true, rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] },
    ],
    stages: [
      {
        what: 'there',
        async make(scene) {
          await scene.group({});
          await scene.subscribe('op-copies');
        },
        isOver: async (scene) => (await scene.areInstalled('op-copies')) && (await copies(scene)) > 1,
      },
      {
        what: 'not wanted',
        make: (scene) => disableCopies(scene, true),
        isOver: async (scene) => (await copies(scene)) === 0 && (await saysOfCopies(scene)) === 'CopiedCSVsDisabled',
      },
      {
        what: 'wanted again',
        make: (scene) => disableCopies(scene, false),
        isOver: async (scene) => (await copies(scene)) > 1 && (await saysOfCopies(scene)) === 'CopiedCSVsEnabled',
      },
      {
        what: 'the operator goes',
        async make(scene) {
          await scene.subscriptions.delete('op-copies');
          await scene.versions.delete(csvName('op-copies'));
        },
        isOver: async (scene) =>
          (await scene.versions.get(csvName('op-copies'))) === undefined && (await copies(scene)) === 0,
      },
    ],
  },
];
