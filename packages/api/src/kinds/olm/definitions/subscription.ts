import { defineResource } from '../../../resource.ts';
import { date, explained, flag, listOf, mapOf, object, text } from '../../schema-parts.ts';
import { Subscription as Kind } from '../subscription.ts';
import { embedded } from './embedded.ts';
import { kindOfOlm, plainInteger } from './parts.ts';

const config = object({
  affinity: embedded('core.v1.Affinity'),
  annotations: mapOf(text),
  env: listOf(embedded('core.v1.EnvVar')),
  envFrom: listOf(embedded('core.v1.EnvFromSource')),
  nodeSelector: mapOf(text),
  resources: embedded('core.v1.ResourceRequirements'),
  selector: embedded('meta.v1.LabelSelector'),
  tolerations: listOf(embedded('core.v1.Toleration')),
  volumeMounts: listOf(embedded('core.v1.VolumeMount')),
  volumes: listOf(embedded('core.v1.Volume')),
});

const catalogHealth = object(
  { catalogSourceRef: embedded('core.v1.ObjectReference'), healthy: flag, lastUpdated: date },
  ['catalogSourceRef', 'healthy', 'lastUpdated'],
);

const condition = object(
  { type: text, status: text, reason: text, message: text, lastHeartbeatTime: date, lastTransitionTime: date },
  ['status', 'type'],
);

export const subscriptionDefinition = defineResource<Kind>({
  ...kindOfOlm(Kind),
  shortNames: ['sub', 'subs'],
  columns: [
    { name: 'Package', type: 'string', jsonPath: '.spec.name', description: 'The package subscribed to' },
    {
      name: 'Source',
      type: 'string',
      jsonPath: '.spec.source',
      description: 'The catalog source for the specified package',
    },
    {
      name: 'Channel',
      type: 'string',
      jsonPath: '.spec.channel',
      description: 'The channel of updates to subscribe to',
    },
  ],
  required: ['metadata', 'spec'],
  spec: explained(
    object(
      {
        channel: text,
        config,
        installPlanApproval: text,
        name: text,
        source: text,
        sourceNamespace: text,
        startingCSV: text,
      },
      ['name', 'source', 'sourceNamespace'],
    ),
    {
      channel: 'The channel of the package to follow; the default channel where it is empty.',
      config: 'What is set in the Deployments of the operator beside what its ClusterServiceVersion says.',
      installPlanApproval:
        'Automatic: new versions are installed by themselves. Manual: each InstallPlan waits until its spec.approved is true; operators from Alauda allow nothing else.',
      name: 'The package to subscribe to, as `kubectl get packagemanifests` names it.',
      source: 'The CatalogSource that has the package.',
      sourceNamespace: 'The namespace of the CatalogSource: cpaas-system for those of the platform.',
      startingCSV:
        'The version to install first, as a ClusterServiceVersion; the newest of the channel where it is empty.',
    },
  ),
  status: object(
    {
      catalogHealth: listOf(catalogHealth),
      conditions: listOf(condition),
      currentCSV: text,
      installPlanGeneration: plainInteger,
      installPlanRef: embedded('core.v1.ObjectReference'),
      installedCSV: text,
      installplan: object({ apiVersion: text, kind: text, name: text, uuid: text }, [
        'apiVersion',
        'kind',
        'name',
        'uuid',
      ]),
      lastUpdated: date,
      reason: text,
      state: text,
    },
    ['lastUpdated'],
  ),
});
