import {
  CatalogSource,
  ClusterServiceVersion,
  InstallPlan,
  Namespace,
  OperatorGroup,
  olmLabels,
  Subscription,
} from '@violet/api';
import { type Controller, defineController, type Key, type Reader, watch } from '@violet/controller';
import type { KubernetesObject, Stored } from '@violet/machinery';
import type { CatalogFleet } from '../catalogs/catalogs.ts';
import type { ResolverMeans } from '../resolver/request.ts';
import type { OlmSettings } from '../settings.ts';
import type { BundleUnpacker } from '../unpack/bundle-unpacker.ts';
import { followSubscriptions, removeOldPlans } from './reconcile.ts';
import { type NamespaceWorld, observeNamespace } from './world.ts';

export interface ResolutionDependencies {
  settings: OlmSettings;
  catalogs: CatalogFleet;
  unpacker: BundleUnpacker;
  means: ResolverMeans;
}

/**
 * Resolves the Subscriptions of each namespace and makes its InstallPlans. It is the only writer of their status, so that
 * one pass writes each of them at most once.
 */
export function resolutionController(dependencies: ResolutionDependencies): Controller {
  const { catalogs, settings } = dependencies;
  return defineController<KubernetesObject, NamespaceWorld>({
    name: 'resolution',
    scope: 'member',
    kind: Namespace,
    concurrency: 16,
    watches: [
      watch({ kind: Subscription, keys: namespaceOf }),
      watch({ kind: OperatorGroup, keys: namespaceOf }),
      watch({ kind: InstallPlan, keys: namespaceOf }),
      watch({ kind: ClusterServiceVersion, labelSelector: `!${olmLabels.copiedFrom}`, keys: namespaceOf }),
      watch({
        kind: ClusterServiceVersion,
        labelSelector: olmLabels.copiedFrom,
        metadataOnly: true,
        keys: namespaceOf,
      }),
      watch({
        kind: CatalogSource,
        keys: ({ metadata: { namespace = '' } }, _cluster, reader) =>
          namespace === settings.catalogNamespace ? subscribedNamespaces(reader) : [{ name: namespace }],
      }),
    ],
    alsoWhen: (requeueAll, cluster) => catalogs.of(cluster).subscribe(requeueAll),
    observe: (namespace, reader) =>
      observeNamespace((namespace as Stored<KubernetesObject>).metadata.name, reader, {
        ...dependencies,
        catalogs: catalogs.of(reader.cluster),
      }),
    steps: [removeOldPlans, followSubscriptions],
  });
}

function namespaceOf({ metadata: { namespace } }: Stored<KubernetesObject>): Key[] {
  return namespace === undefined ? [] : [{ name: namespace }];
}

function subscribedNamespaces(reader: Reader): Key[] {
  const names = new Set(reader.list(Subscription).map(({ metadata }) => metadata.namespace ?? ''));
  return [...names].map((name) => ({ name }));
}
