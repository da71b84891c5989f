import { CatalogSource, type ClusterServiceVersion, Namespace, OperatorGroup, Subscription } from '@violet/api';
import type { CatalogContent, RegistryBundle } from '@violet/bundles';
import type { Cluster } from '@violet/kube';
import { olmNamespace } from '../tools/peers/olm/surroundings.ts';

const catalog = 'made-up';
const csvKind = { apiVersion: 'operators.coreos.com/v1alpha1', kind: 'ClusterServiceVersion' } as const;

export const csvName = (operator: string, version: string) => `${operator}.v${version}`;

/** What each of them may do in the namespaces that it watches. */
export const rules = [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list', 'watch'] }];

/** An operator of one Deployment, a service account and a role, with what comes beside. */
export function anOperator(operator: string, version: string, more: Partial<ClusterServiceVersion['spec']> = {}) {
  const labels = { app: operator };
  const container = { name: 'manager', image: `registry.example.com/${operator}:${version}` };
  const template = { metadata: { labels }, spec: { serviceAccountName: operator, containers: [container] } };
  const csv: ClusterServiceVersion = {
    ...csvKind,
    metadata: { name: csvName(operator, version) },
    spec: {
      displayName: operator,
      version,
      installModes: ['OwnNamespace', 'SingleNamespace', 'MultiNamespace', 'AllNamespaces'].map((type) => ({
        type,
        supported: true,
      })),
      install: {
        strategy: 'deployment',
        spec: {
          deployments: [{ name: operator, spec: { replicas: 1, selector: { matchLabels: labels }, template } }],
          permissions: [{ serviceAccountName: operator, rules }],
        },
      },
      ...more,
    },
  };
  return csv;
}

/** One package whose channel holds these versions, each of which replaces the one before. */
export function catalogOf(operator: string, versions: readonly string[]): CatalogContent {
  const bundles = versions.map((version, at) => bundleOf(operator, version, versions[at - 1]));
  const channels = [{ name: 'stable', csvName: csvName(operator, versions.at(-1) ?? '') }];
  return { packages: [{ name: operator, channels, defaultChannelName: 'stable' }], bundles };
}

function bundleOf(operator: string, version: string, before: string | undefined): RegistryBundle {
  const replaces = before === undefined ? '' : csvName(operator, before);
  const csv = JSON.stringify(anOperator(operator, version, replaces === '' ? {} : { replaces }));
  return {
    csvName: csvName(operator, version),
    packageName: operator,
    channelName: 'stable',
    csvJson: csv,
    object: [csv],
    bundlePath: '',
    providedApis: [],
    requiredApis: [],
    version,
    skipRange: '',
    dependencies: [],
    properties: [{ type: 'olm.package', value: JSON.stringify({ packageName: operator, version }) }],
    replaces,
    skips: [],
  };
}

export async function addCatalog(cluster: Cluster, address: string): Promise<void> {
  await cluster.resource(CatalogSource, olmNamespace).create({
    apiVersion: 'operators.coreos.com/v1alpha1',
    kind: 'CatalogSource',
    metadata: { name: catalog },
    spec: { sourceType: 'grpc', address },
  });
}

/** A namespace for one operator, and a Subscription to it. */
export async function addSubscriber(
  cluster: Cluster,
  namespace: string,
  operator: string,
  installPlanApproval: 'Automatic' | 'Manual',
): Promise<void> {
  await addNamespace(cluster, namespace);
  await cluster.resource(OperatorGroup, namespace).create({
    apiVersion: 'operators.coreos.com/v1',
    kind: 'OperatorGroup',
    metadata: { name: 'own' },
    spec: { targetNamespaces: [namespace] },
  });
  await cluster.resource(Subscription, namespace).create({
    apiVersion: 'operators.coreos.com/v1alpha1',
    kind: 'Subscription',
    metadata: { name: operator },
    spec: { name: operator, channel: 'stable', source: catalog, sourceNamespace: olmNamespace, installPlanApproval },
  });
}

export async function addNamespace(cluster: Cluster, name: string): Promise<void> {
  await cluster.resource(Namespace).create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
}
