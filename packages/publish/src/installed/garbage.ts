import {
  type Artifact,
  type ArtifactVersion,
  annotations,
  artifactNames,
  labels,
  type ModuleConfig,
  type ModulePluginView,
  type OperatorView,
} from '@violet/api';
import { compareVersions, type Stored } from '@violet/machinery';

export interface GarbageItem {
  type: 'Artifact' | 'ArtifactVersion' | 'ModulePlugin' | 'ModuleConfig';
  name: string;
  cluster: string;
}

/** What is in one cluster for the operators that its views show. */
export interface OperatorObjects {
  artifacts: readonly Stored<Artifact>[];
  versions: readonly Stored<ArtifactVersion>[];
  /** Packages that a Subscription asks for at this moment, whatever the views say. */
  subscribed: ReadonlySet<string>;
}

/** Operators that nobody has installed, and versions older than the installed one. */
export function operatorGarbage(
  views: readonly Stored<OperatorView>[],
  { artifacts, versions, subscribed }: OperatorObjects,
  cluster: string,
): GarbageItem[] {
  return views.flatMap((view): GarbageItem[] => {
    const { name } = view.metadata;
    const possible = artifactNames(name);
    const artifact = artifacts.find(({ metadata }) => possible.includes(metadata.name));
    if (artifact === undefined || artifact.metadata.labels?.[labels.builtIn] === 'true') return [];
    const { installation } = view.status?.operatorStatus ?? {};
    if (installation === undefined && !subscribed.has(name))
      return [{ type: 'Artifact', name: artifact.metadata.name, cluster }];
    const { version, subscription } = installation ?? {};
    if (version === undefined) return [];
    return versions
      .filter(({ metadata }) => metadata.labels?.[labels.artifactVersion] === artifact.metadata.name)
      .filter((one) => one.status?.version !== subscription?.installedCSV && isOlder(one, version))
      .map(({ metadata }) => ({ type: 'ArtifactVersion', name: metadata.name, cluster }));
  });
}

function isOlder({ metadata }: Stored<ArtifactVersion>, installed: string): boolean {
  const version = metadata.annotations?.[annotations.bundleVersion];
  return version !== undefined && compareVersions(version, installed) < 0;
}

/** Plugins that nobody has installed, and versions older than every installed one. They are there once for all clusters. */
export function pluginGarbage(
  views: readonly Stored<ModulePluginView>[],
  configs: readonly Stored<ModuleConfig>[],
  cluster: string,
): GarbageItem[] {
  return views.flatMap((view): GarbageItem[] => {
    const { name } = view.metadata;
    const own = configs.filter(({ metadata }) => metadata.labels?.[labels.moduleName] === name);
    const { installed = [], absent = [] } = view.status ?? {};
    if (absent.length > 0) return [];
    const obsolete = own.filter(({ spec }) =>
      installed.every(({ version }) => compareVersions(spec.version ?? '', version) < 0),
    );
    const items = obsolete.map(({ metadata }): GarbageItem => ({ type: 'ModuleConfig', name: metadata.name, cluster }));
    return installed.length === 0 ? [{ type: 'ModulePlugin', name, cluster }, ...items] : items;
  });
}
