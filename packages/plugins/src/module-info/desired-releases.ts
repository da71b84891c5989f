import {
  AppRelease,
  annotations,
  labels,
  type ModuleAppRelease,
  type ModuleInfo,
  type ModuleSpec,
  moduleTypePlugin,
  type PublishedVersion,
  systemNamespace,
} from '@violet/api';
import type { Applied } from '@violet/kube';
import type { JsonObject } from '@violet/machinery';
import { mainChartName } from '../module-plugin/derive-config.ts';
import { specHash } from './spec-hash.ts';
import { type ClusterFacts, chartValues, type PlatformFacts } from './values.ts';

export interface ReleaseInputs {
  info: ModuleInfo;
  spec: ModuleSpec;
  /** Digest of the main chart, so that a moved tag changes nothing; undefined where none was recorded. */
  published: PublishedVersion | undefined;
  cluster: ClusterFacts;
  platform: PlatformFacts;
  /** Name of the Secret with the registry's credentials in the target cluster; undefined where it needs none. */
  chartPullSecret: string | undefined;
}

/** The AppReleases that make a plugin on its cluster: one per entry of `appReleases`, with the values of its charts. */
export function desiredReleases(inputs: ReleaseInputs): Applied<AppRelease>[] {
  return (inputs.spec.appReleases ?? []).map((release) => desiredRelease(release, inputs));
}

function desiredRelease(release: ModuleAppRelease, inputs: ReleaseInputs): Applied<AppRelease> {
  const { info, spec, published, platform, chartPullSecret } = inputs;
  const charts = release.chartVersions.map(({ name, releaseName, version }) => ({
    name,
    releaseName,
    targetRevision: version,
    ...(published !== undefined && name === mainChartName(spec) ? { digest: published.digest } : {}),
  }));
  return {
    apiVersion: 'operator.alauda.io/v1alpha1',
    kind: AppRelease.kind,
    metadata: {
      name: release.name,
      namespace: systemNamespace,
      labels: releaseLabels(info),
      annotations: releaseAnnotations(info, spec),
    },
    spec: {
      destination: { namespace: release.namespace ?? systemNamespace },
      source: {
        repoURL: platform.registryAddress,
        ...(chartPullSecret === undefined ? {} : { chartPullSecret }),
        charts,
      },
      timeout: 120,
      ...withValues(releaseValues(release, inputs)),
    },
  };
}

/** An API server stores an applied `{}` in the place of fields that it takes away as null, which the schema refuses. */
function withValues(values: JsonObject): { values?: JsonObject } {
  return Object.keys(values).length === 0 ? {} : { values };
}

/** Plain values for one chart, a map by chart name for several: the form that AppRelease documents. */
function releaseValues(release: ModuleAppRelease, { spec, info, cluster, platform }: ReleaseInputs): JsonObject {
  const [first, ...rest] = release.chartVersions.map(
    ({ name }) => [name, chartValues(name, spec, info, cluster, platform)] as const,
  );
  if (first === undefined) return {};
  return rest.length === 0 ? first[1] : Object.fromEntries([first, ...rest]);
}

function releaseAnnotations(info: ModuleInfo, spec: ModuleSpec): Record<string, string> {
  const retry = info.metadata.annotations?.[annotations.retry];
  return {
    [annotations.specHash]: specHash(info, spec),
    ...(retry === undefined ? {} : { [annotations.retry]: retry }),
  };
}

/** Also how the releases of a ModuleInfo are found again. */
function releaseLabels(info: ModuleInfo): Record<string, string> {
  return {
    [labels.clusterName]: info.metadata.labels?.[labels.clusterName] ?? '',
    [labels.moduleName]: info.metadata.labels?.[labels.moduleName] ?? '',
    [labels.moduleType]: moduleTypePlugin,
    [labels.moduleInfo]: info.metadata.name ?? '',
  };
}
