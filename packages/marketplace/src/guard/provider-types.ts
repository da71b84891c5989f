import { annotations, PackageManifest, type PackageManifestStatus, type SubscriptionSpec } from '@violet/api';
import type { Cluster } from '@violet/kube';
import { isFailure } from '@violet/machinery';

/** Which `provider-type` the packages of a cluster's catalogues have. */
export interface ProviderTypes {
  /** Of the head of the Subscription's channel, else of the default channel; undefined where the package is not known. */
  of(cluster: Cluster, spec: SubscriptionSpec): Promise<string | undefined>;
}

/** As the PackageManifests of the cluster tell it: catalogues of any kind, with any operator life-cycle engine. */
export const providerTypesOfPackages: ProviderTypes = {
  async of(cluster, spec) {
    const { name, source, sourceNamespace } = spec;
    const packages = cluster.resource(PackageManifest, sourceNamespace);
    try {
      const named = await packages.get(name);
      if (named === undefined) return undefined;
      if (isFrom(named.status, spec)) return providerTypeIn(named.status, spec);
      const labelSelector = `catalog=${source},catalog-namespace=${sourceNamespace}`;
      const { items } = await packages.list({ labelSelector });
      return providerTypeIn(items.find(({ metadata }) => metadata.name === name)?.status, spec);
    } catch (error) {
      // The reconciler asks again: an API that is away for a moment must not stop people.
      if (isFailure(error)) return undefined;
      throw error;
    }
  },
};

function isFrom(status: PackageManifestStatus | undefined, { source, sourceNamespace }: SubscriptionSpec): boolean {
  return status?.catalogSource === source && status.catalogSourceNamespace === sourceNamespace;
}

function providerTypeIn(status: PackageManifestStatus | undefined, { channel }: SubscriptionSpec): string | undefined {
  const wanted = channel === undefined || channel === '' ? status?.defaultChannel : channel;
  const found = status?.channels.find(({ name }) => name === wanted) ?? status?.channels[0];
  return found && (found.currentCSVDesc?.annotations?.[annotations.providerType] ?? '');
}
