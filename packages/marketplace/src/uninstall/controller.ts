import { ClusterServiceVersion, fieldManagers, Subscription } from '@violet/api';
import { defineController, keyOf, type Reader, type Step, watch } from '@violet/controller';
import { isFailure, type KubernetesObject, type Stored } from '@violet/machinery';
import { changedOwners } from './ties.ts';

interface UninstallWorld {
  /** Those of the namespace that are no copies. */
  csvs: readonly Stored<KubernetesObject>[];
  write(csv: Stored<KubernetesObject>, owners: object[]): Promise<void>;
}

/** Lets operators go with the Subscriptions that have installed them; the cluster's garbage collector removes them. */
export function uninstallController() {
  return defineController<Subscription, UninstallWorld>({
    name: 'subscription-uninstall',
    scope: 'member',
    kind: Subscription,
    watches: [
      watch({
        kind: ClusterServiceVersion,
        keys: ({ metadata }, _cluster, reader) => reader.list(Subscription, metadata.namespace).map(keyOf),
        labelSelector: '!olm.copiedFrom',
        metadataOnly: true,
      }),
    ],
    observe,
    steps: [tieCsvs],
  });
}

const tieCsvs: Step<Subscription, UninstallWorld> = async (subscription, { csvs, write }) => {
  for (const csv of csvs) {
    const owners = changedOwners(csv, subscription);
    if (owners !== undefined) await write(csv, owners);
  }
};

function observe({ metadata }: Stored<Subscription>, reader: Reader): UninstallWorld {
  const client = reader.client.resource(ClusterServiceVersion, metadata.namespace);
  return {
    csvs: reader.list(ClusterServiceVersion, metadata.namespace),
    async write({ metadata: { name, resourceVersion } }, ownerReferences) {
      const body = { metadata: { resourceVersion, ownerReferences } };
      try {
        await client.patch(name, { type: 'merge', body: body as never }, { fieldManager: fieldManagers.platform });
      } catch (error) {
        // It changes all the time while it is installed: the change brings the next look.
        if (!isFailure(error, 'Conflict', 'NotFound')) throw error;
      }
    },
  };
}
