import {
  CatalogSource,
  ClusterServiceVersion,
  InstallPlan,
  OperatorGroup,
  olmAnnotations,
  olmLabels,
  Subscription,
} from '@violet/api';
import type { Reader } from '@violet/controller';
import type { Stored } from '@violet/machinery';
import type { Catalog, Catalogs } from '../catalogs/catalogs.ts';
import type { ResolverMeans } from '../resolver/request.ts';
import type { OlmSettings } from '../settings.ts';
import type { BundleUnpacker } from '../unpack/bundle-unpacker.ts';

/** What one pass over a namespace sees. */
export interface NamespaceWorld {
  namespace: string;
  reader: Reader;
  settings: OlmSettings;
  unpacker: BundleUnpacker;
  means: ResolverMeans;
  subscriptions: readonly Stored<Subscription>[];
  groups: readonly Stored<OperatorGroup>[];
  plans: readonly Stored<InstallPlan>[];
  /** Without copies. */
  csvs: readonly Stored<ClusterServiceVersion>[];
  /** Copies included: a copy takes the place of a CSV that would have its name. */
  csvNames: ReadonlySet<string>;
  /** The CatalogSources that Subscriptions of the namespace may name. */
  sources: readonly Stored<CatalogSource>[];
  catalogs: Catalogs;
  /** Those of `sources`, less those that the OperatorGroup leaves out. */
  visible: readonly Catalog[];
}

export interface WorldOptions {
  settings: OlmSettings;
  catalogs: Catalogs;
  unpacker: BundleUnpacker;
  means: ResolverMeans;
}

export function observeNamespace(namespace: string, reader: Reader, options: WorldOptions): NamespaceWorld {
  const { settings, catalogs } = options;
  const groups = reader.list(OperatorGroup, namespace);
  const ownOnly = groups[0]?.metadata.annotations?.[olmAnnotations.excludeGlobalCatalogs] === 'true';
  const global = settings.catalogNamespace;
  const csvs = reader.list(ClusterServiceVersion, namespace);
  return {
    ...options,
    namespace,
    reader,
    subscriptions: reader.list(Subscription, namespace),
    groups,
    plans: reader.list(InstallPlan, namespace),
    csvs: csvs.filter(({ metadata }) => metadata.labels?.[olmLabels.copiedFrom] === undefined),
    csvNames: new Set(csvs.map(({ metadata }) => metadata.name)),
    sources: [namespace, ...(namespace === global ? [] : [global])].flatMap((one) => reader.list(CatalogSource, one)),
    visible: catalogs.visibleFrom(namespace, { ownOnly }),
  };
}
