import type { Schema } from '@violet/machinery';
import { listOf, object, text } from '../../schema-parts.ts';
import { webhookTypes } from '../cluster-service-version.ts';
import { embedded } from './embedded.ts';
import { choice, groupVersionKind, int32 } from './parts.ts';

const descriptors = listOf(
  object(
    {
      description: text,
      displayName: text,
      path: text,
      value: { type: 'string', format: 'byte' },
      'x-descriptors': listOf(text),
    },
    ['path'],
  ),
);

const described = {
  name: text,
  version: text,
  kind: text,
  displayName: text,
  description: text,
  resources: listOf(object({ kind: text, name: text, version: text }, ['kind', 'name', 'version'])),
  actionDescriptors: descriptors,
  specDescriptors: descriptors,
  statusDescriptors: descriptors,
};

const crd = object(described, ['kind', 'name', 'version']);
const apiService = object({ ...described, group: text, deploymentName: text, containerPort: int32 }, [
  'group',
  'kind',
  'name',
  'version',
]);

const ownedAndRequired = (items: Schema): Schema => object({ owned: listOf(items), required: listOf(items) });

const webhook = object(
  {
    admissionReviewVersions: listOf(text),
    containerPort: { ...int32, default: 443, maximum: 65535, minimum: 1 },
    conversionCRDs: listOf(text),
    deploymentName: text,
    failurePolicy: text,
    generateName: text,
    matchPolicy: text,
    objectSelector: embedded('meta.v1.LabelSelector'),
    reinvocationPolicy: text,
    rules: listOf(embedded('admissionregistration.v1.RuleWithOperations')),
    sideEffects: text,
    targetPort: embedded('util.intstr.IntOrString'),
    timeoutSeconds: int32,
    type: choice(...webhookTypes),
    webhookPath: text,
  },
  ['admissionReviewVersions', 'generateName', 'sideEffects', 'type'],
);

/** What a CSV provides and needs. */
export const csvApis = {
  customresourcedefinitions: ownedAndRequired(crd),
  apiservicedefinitions: ownedAndRequired(apiService),
  webhookdefinitions: listOf(webhook),
  nativeAPIs: listOf(object(groupVersionKind, ['group', 'kind', 'version'])),
};
