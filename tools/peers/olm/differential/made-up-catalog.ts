import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { InstallModeType } from '@violet/api';
import type { JsonObject } from '@violet/machinery';

/** An operator of one Deployment that owns one kind, `Thing` in the group `<name>.example.com`. */
export interface MadeUp {
  name: string;
  /** All where it does not say. */
  modes?: readonly InstallModeType[];
  /** Names of the operators whose kinds it needs. */
  needs?: readonly string[];
  /** Whether its Deployment serves a webhook. */
  webhook?: boolean;
  /** In its namespace, beside what its CSV makes. */
  rules?: readonly JsonObject[];
}

const version = '1.0.0';
const allModes: readonly InstallModeType[] = ['OwnNamespace', 'SingleNamespace', 'MultiNamespace', 'AllNamespaces'];

/** One package of one version, in the channel `stable`. */
export function writeMadeUp(operator: MadeUp, folder: string): void {
  const { name, needs = [] } = operator;
  const bundle = `${name}.v${version}`;
  const gvk = (owner: string) => ({ group: `${owner}.example.com`, kind: 'Thing', version: 'v1' });
  const objects = [csvOf(operator), crdOf(operator)];
  const properties = [
    { type: 'olm.package', value: { packageName: name, version } },
    { type: 'olm.gvk', value: gvk(name) },
    ...needs.map((owner) => ({ type: 'olm.gvk.required', value: gvk(owner) })),
    ...objects.map((object) => ({
      type: 'olm.bundle.object',
      value: { data: Buffer.from(JSON.stringify(object)).toString('base64') },
    })),
  ];
  const documents = [
    { schema: 'olm.package', name, defaultChannel: 'stable' },
    { schema: 'olm.channel', package: name, name: 'stable', entries: [{ name: bundle }] },
    { schema: 'olm.bundle', package: name, name: bundle, image: '', properties },
  ];
  writeFileSync(join(folder, `${name}.json`), documents.map((document) => JSON.stringify(document)).join('\n'));
}

function csvOf({ name, modes = allModes, needs = [], webhook = false, rules = [] }: MadeUp): JsonObject {
  const kind = (owner: string) => ({
    name: `things.${owner}.example.com`,
    version: 'v1',
    kind: 'Thing',
    displayName: 'Thing',
    description: 'A thing.',
  });
  return {
    apiVersion: 'operators.coreos.com/v1alpha1',
    kind: 'ClusterServiceVersion',
    metadata: { name: `${name}.v${version}` },
    spec: {
      displayName: name,
      version,
      installModes: allModes.map((type) => ({ type, supported: modes.includes(type) })),
      customresourcedefinitions: { owned: [kind(name)], required: needs.map(kind) },
      webhookdefinitions: webhook ? [webhookOf(name)] : [],
      install: {
        strategy: 'deployment',
        spec: {
          permissions: rules.length === 0 ? [] : [{ serviceAccountName: name, rules: [...rules] }],
          deployments: [deploymentOf(name, rules.length === 0 ? 'default' : name)],
        },
      },
    },
  };
}

function deploymentOf(name: string, serviceAccountName: string): JsonObject {
  const labels = { app: name };
  const containers = [{ name: 'manager', image: 'registry.example.com/manager:1', env: [{ name: 'A', value: 'a' }] }];
  return {
    name,
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { serviceAccountName, containers } },
    },
  };
}

function webhookOf(name: string): JsonObject {
  return {
    type: 'ValidatingAdmissionWebhook',
    generateName: `v.${name}.example.com`,
    deploymentName: name,
    containerPort: 443,
    targetPort: 4343,
    admissionReviewVersions: ['v1'],
    sideEffects: 'None',
    failurePolicy: 'Ignore',
    rules: [{ apiGroups: [`${name}.example.com`], apiVersions: ['v1'], operations: ['CREATE'], resources: ['things'] }],
    webhookPath: '/validate',
  };
}

function crdOf({ name }: MadeUp): JsonObject {
  const group = `${name}.example.com`;
  const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `things.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: { kind: 'Thing', plural: 'things', singular: 'thing', listKind: 'ThingList' },
      versions: [{ name: 'v1', served: true, storage: true, schema }],
    },
  };
}
