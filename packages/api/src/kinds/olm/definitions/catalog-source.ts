import { defineResource } from '../../../resource.ts';
import { date, listOf, mapOf, object, text } from '../../schema-parts.ts';
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
  spec: object(
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
