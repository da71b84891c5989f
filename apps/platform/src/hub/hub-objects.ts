import {
  ChartRepo,
  Cluster as ClusterKind,
  fieldManagers,
  globalCluster,
  labels,
  ProductBase,
  publicChartRepo,
  Secret,
  systemNamespace,
} from '@violet/api';
import type { Cluster } from '@violet/kube';
import { isJsonObject, type Json } from '@violet/machinery';
import type { RegistryAccess } from './registry-access.ts';

const applied = { fieldManager: fieldManagers.platform, force: true };
const registrySecretName = 'registry-admin';
const standbyRole = 'standby';

/**
 * The objects of the global cluster that describe the platform itself: ProductBase, Clusters, the registry's credentials,
 * the chart repository that everybody has.
 */
export async function writeHubObjects(
  hub: Cluster,
  facts: {
    publicUrl: string;
    registry: RegistryAccess;
    clusters: readonly string[];
    version: string;
    /** Address of another platform's registry, which this one follows. */
    standbyOf?: string | undefined;
    /** Whether the cluster is the platform's own: in another one somebody else says what the product offers. */
    isEmbedded: boolean;
    chartRepoUrl: (at: { namespace: string; repo: string }) => string;
  },
): Promise<void> {
  const { publicUrl, registry, clusters, version, standbyOf, isEmbedded, chartRepoUrl } = facts;
  const base = productBase({ publicUrl, registry: standbyOf ?? registry.address, version, standbyOf });
  const url = chartRepoUrl({ namespace: systemNamespace, repo: publicChartRepo });
  await Promise.all([
    hub.resource(Secret, systemNamespace).apply(registrySecret(registry), applied),
    hub.resource(ChartRepo, systemNamespace).apply(publicCharts(url), applied),
    writeProductBase(hub, base, isEmbedded ? productExtensions : []),
    ...clusters.map((name) => hub.resource(ClusterKind).apply(clusterObject(name), applied)),
  ]);
}

/** What is listed already stays. */
async function writeProductBase(
  hub: Cluster,
  base: ReturnType<typeof productBase>,
  extensions: typeof productExtensions,
): Promise<void> {
  const bases = hub.resource(ProductBase);
  const { metadata, status } = await bases.apply(base, applied);
  const listed = (status?.artifacts ?? []) as Json[];
  const isListed = ({ name, packageType }: (typeof productExtensions)[number]) =>
    listed.some((one) => isJsonObject(one) && one['name'] === name && one['packageType'] === packageType);
  const missing = extensions.filter((extension) => !isListed(extension));
  if (missing.length === 0) return;
  await bases.patchStatus(metadata.name, { type: 'merge', body: { status: { artifacts: [...listed, ...missing] } } });
}

/** What the product offers though no cluster may have it yet: views show it as Absent. */
const productExtensions = [
  { name: 'harbor-ce-operator', packageType: 'OperatorBundle' },
  { name: 'log-center', packageType: 'ModulePlugin' },
];

function registrySecret({ username, password }: RegistryAccess) {
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: registrySecretName, namespace: systemNamespace },
    type: 'Opaque',
    data: { username: base64(username), password: base64(password) },
  };
}

function publicCharts(url: string) {
  return {
    apiVersion: 'app.alauda.io/v1beta1',
    kind: 'ChartRepo',
    metadata: { name: publicChartRepo, namespace: systemNamespace, labels: { [labels.catalog]: 'true' } },
    spec: { type: 'Local', url },
  };
}

interface PlatformFacts {
  publicUrl: string;
  /** Where pushes go that name no registry: on a standby that of the platform which it follows. */
  registry: string;
  version: string;
  standbyOf: string | undefined;
}

function productBase({ publicUrl, registry, version, standbyOf }: PlatformFacts) {
  return {
    apiVersion: 'product.alauda.io/v1alpha2',
    kind: 'ProductBase',
    metadata: { name: 'base' },
    spec: {
      platformURL: publicUrl,
      registry: { address: registry, external: false, secretRef: { name: registrySecretName } },
      version,
      ...(standbyOf === undefined ? {} : { role: standbyRole }),
    },
  };
}

function clusterObject(name: string) {
  return {
    apiVersion: 'platform.tkestack.io/v1',
    kind: 'Cluster',
    metadata: { name },
    spec: { displayName: name, type: name === globalCluster ? 'Global' : 'Imported' },
  };
}
