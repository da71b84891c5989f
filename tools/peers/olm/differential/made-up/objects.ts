import type { InstallModeType } from '@violet/api';
import type { JsonObject } from '@violet/machinery';
import { csvName, type MadeUp, type MadeUpVersion } from './operator.ts';

const allModes: readonly InstallModeType[] = ['OwnNamespace', 'SingleNamespace', 'MultiNamespace', 'AllNamespaces'];

export function csvOf(operator: MadeUp, release: MadeUpVersion): JsonObject {
  const { name, needs = [], webhook = false, apiService = false, rules = [], minKubeVersion } = operator;
  const { version, modes = operator.modes ?? allModes, served = ['v1'], deployment = name } = release;
  const kind = (owner: string, servedVersion: string) => ({
    name: `things.${owner}.example.com`,
    version: servedVersion,
    kind: 'Thing',
    displayName: 'Thing',
    description: 'A thing.',
  });
  const accountName = rules.length === 0 ? 'default' : name;
  return {
    apiVersion: 'operators.coreos.com/v1alpha1',
    kind: 'ClusterServiceVersion',
    metadata: { name: csvName(name, version) },
    spec: {
      displayName: name,
      version,
      ...(minKubeVersion === undefined ? {} : { minKubeVersion }),
      installModes: allModes.map((type) => ({ type, supported: modes.includes(type) })),
      customresourcedefinitions: {
        owned: served.map((one) => kind(name, one)),
        required: needs.map((owner) => kind(owner, 'v1')),
      },
      apiservicedefinitions: apiService ? { owned: [apiServiceOf(name, deployment)] } : {},
      webhookdefinitions: webhook ? [webhookOf(name, deployment)] : [],
      install: {
        strategy: 'deployment',
        spec: {
          permissions: rules.length === 0 ? [] : [{ serviceAccountName: accountName, rules: [...rules] }],
          deployments: [deploymentOf(deployment, release, accountName)],
        },
      },
    },
  };
}

function deploymentOf(
  name: string,
  { version, broken = false }: MadeUpVersion,
  serviceAccountName: string,
): JsonObject {
  const labels = { app: name };
  const image = `registry.example.com/manager:${version}`;
  const containers = [{ name: 'manager', image, env: [{ name: 'A', value: 'a' }] }];
  return {
    name,
    spec: {
      replicas: 1,
      selector: { matchLabels: broken ? { app: 'another' } : labels },
      template: { metadata: { labels }, spec: { serviceAccountName, containers } },
    },
  };
}

function webhookOf(name: string, deploymentName: string): JsonObject {
  return {
    type: 'ValidatingAdmissionWebhook',
    generateName: `v.${name}.example.com`,
    deploymentName,
    containerPort: 443,
    targetPort: 4343,
    admissionReviewVersions: ['v1'],
    sideEffects: 'None',
    failurePolicy: 'Ignore',
    rules: [{ apiGroups: [`${name}.example.com`], apiVersions: ['v1'], operations: ['CREATE'], resources: ['things'] }],
    webhookPath: '/validate',
  };
}

function apiServiceOf(name: string, deploymentName: string): JsonObject {
  return {
    name: 'records',
    group: `${name}.apis.example.com`,
    version: 'v1',
    kind: 'Record',
    displayName: 'Record',
    description: 'A record.',
    deploymentName,
    containerPort: 5443,
  };
}

export function crdOf({ name }: MadeUp, { served = ['v1'], required = [] }: MadeUpVersion): JsonObject {
  const group = `${name}.example.com`;
  const schema = {
    openAPIV3Schema: {
      type: 'object',
      properties: {
        spec: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true, required: [...required] },
      },
    },
  };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `things.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: { kind: 'Thing', plural: 'things', singular: 'thing', listKind: 'ThingList' },
      versions: served.map((one, index) => ({
        name: one,
        served: true,
        storage: index === served.length - 1,
        schema,
      })),
    },
  };
}
