import { defineResource } from '../../../resource.ts';
import { date, explained, listOf, mapOf, object, text } from '../../schema-parts.ts';
import { CatalogSource as Kind } from '../catalog-source.ts';
import { embedded } from './embedded.ts';
import { choice, condition, icon, kindOfOlm, plainInteger } from './parts.ts';

const grpcPodConfig = object({
  affinity: embedded('core.v1.Affinity'),
  extractContent: object({ cacheDir: text, catalogDir: text }, ['catalogDir']),
  memoryTarget: embedded('api.resource.Quantity'),
  nodeSelector: mapOf(text),
  priorityClassName: text,
  securityContextConfig: choice('legacy', 'restricted'),
  tolerations: listOf(embedded('core.v1.Toleration')),
});

export const catalogSourceDefinition = defineResource<Kind>({
  ...kindOfOlm(Kind),
  shortNames: ['catsrc'],
  columns: [
    { name: 'Display', type: 'string', jsonPath: '.spec.displayName', description: 'The pretty name of the catalog' },
    { name: 'Type', type: 'string', jsonPath: '.spec.sourceType', description: 'The type of the catalog' },
    { name: 'Publisher', type: 'string', jsonPath: '.spec.publisher', description: 'The publisher of the catalog' },
    { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ],
  required: ['metadata', 'spec'],
  spec: explained(
    object(
      {
        address: text,
        configMap: text,
        description: text,
        displayName: text,
        grpcPodConfig,
        icon,
        image: text,
        priority: plainInteger,
        publisher: text,
        secrets: listOf(text),
        sourceType: text,
        updateStrategy: object({ registryPoll: object({ interval: text }) }),
      },
      ['sourceType'],
    ),
    {
      address:
        'Host and port of a server of the catalogue, such as my-catalog.operators.svc:50051; for sourceType grpc.',
      configMap: 'The ConfigMap of this namespace that holds the catalogue; for sourceType configmap and internal.',
      description: 'What the catalogue is.',
      displayName: 'How people call the catalogue.',
      grpcPodConfig: 'How the pod of a catalogue image is run.',
      icon: 'A picture for the catalogue.',
      image: 'An image with a file-based catalogue; for sourceType grpc, where there is no address.',
      priority:
        'Of two catalogues that have a dependency, the one with the higher priority is used; 0 where it is absent.',
      publisher: 'Who offers the catalogue.',
      secrets: 'Secrets of this namespace with the credentials for images.',
      sourceType: 'grpc, configmap or internal.',
      updateStrategy: 'How often the tag of the image is looked at, such as {registryPoll: {interval: 30m}}.',
    },
  ),
  status: object({
    conditions: {
      ...listOf(condition),
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['type'],
    },
    configMapReference: object(
      { lastUpdateTime: date, name: text, namespace: text, resourceVersion: text, uid: text },
      ['name', 'namespace'],
    ),
    connectionState: object({ address: text, lastConnect: date, lastObservedState: text }, ['lastObservedState']),
    latestImageRegistryPoll: date,
    message: text,
    reason: text,
    registryService: object({
      createdAt: date,
      port: text,
      protocol: text,
      serviceName: text,
      serviceNamespace: text,
    }),
  }),
});
