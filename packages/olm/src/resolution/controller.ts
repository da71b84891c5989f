import { CatalogSource, ClusterServiceVersion, InstallPlan, Namespace, OperatorGroup, Subscription } from '@violet/api';
import { type Controller, defineController, type Key, type Reader, watch } from '@violet/controller';
import type { KubernetesObject, Stored } from '@violet/machinery';
import type { CatalogFleet } from '../catalogs/catalogs.ts';
import { originals } from '../cluster-service-version/watches.ts';
import { CopiedCsv, copies, copyProjection } from '../operator-group/copies/copy.ts';
import type { ResolverMeans } from '../resolver/request.ts';
import { loadResolverMeans } from '../resolver-means.ts';
import type { OlmSettings } from '../settings.ts';
import type { BundleUnpacker } from '../unpack/bundle-unpacker.ts';
import { followSubscriptions, removeOldPlans } from './reconcile.ts';
import { type NamespaceWorld, observeNamespace } from './world.ts';

export interface ResolutionDependencies {
  settings: OlmSettings;
  catalogs: CatalogFleet;
  unpacker: BundleUnpacker;
}

/**
 * Resolves the Subscriptions of each namespace and makes its InstallPlans. It is the only writer of their status, so that
 * one pass writes each of them at most once.
 */
export function resolutionController(dependencies: ResolutionDependencies): Controller {
  const { catalogs, settings } = dependencies;
  let means: Promise<ResolverMeans> | undefined;
  return defineController<KubernetesObject, NamespaceWorld>({
    name: 'resolution',
    scope: 'member',
    kind: Namespace,
    concurrency: 16,
    watches: [
      watch({ kind: Subscription, keys: namespaceOf }),
      watch({ kind: OperatorGroup, keys: namespaceOf }),
      watch({ kind: InstallPlan, keys: namespaceOf }),
      watch({ kind: ClusterServiceVersion, labelSelector: originals, keys: namespaceOf }),
      // Not their metadata: examples among their annotations are the bigger part of many.
      watch({ kind: CopiedCsv, labelSelector: copies, project: copyProjection, keys: namespaceOf }),
      watch({
        kind: CatalogSource,
        keys: ({ metadata: { namespace = '' } }, _cluster, reader) =>
          namespace === settings.catalogNamespace ? subscribedNamespaces(reader) : [{ name: namespace }],
      }),
    ],
    alsoWhen: (requeueAll, cluster) => catalogs.of(cluster).subscribe(requeueAll),
    observe: async ({ metadata }, reader) => {
      // The CEL engine is not needed before there is something to resolve.
      means ??= loadResolverMeans();
      const options = { ...dependencies, means: await means, catalogs: catalogs.of(reader.cluster) };
      return observeNamespace(metadata.name, reader, options);
    },
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
