import { annotations, finalizers, labels, type ModuleInfo, moduleInfoName } from '@violet/api';
import type { Applied } from '@violet/kube';

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

/** What the platform writes on the canonical object: a request that brings it along would take turns with the platform. */
const platformAnnotations: readonly string[] = [annotations.displayName, annotations.moduleName, lastApplied];
const platformLabels: readonly string[] = [
  labels.product,
  labels.lifecycleType,
  labels.createBy,
  labels.manageDeleteBy,
  labels.manageUpdateBy,
];

/** The name that this ModuleInfo stands for; undefined where its labels do not say cluster and plugin. */
export function canonicalNameOf(info: Pick<ModuleInfo, 'metadata'>): string | undefined {
  const cluster = info.metadata.labels?.[labels.clusterName];
  const plugin = info.metadata.labels?.[labels.moduleName];
  if (cluster === undefined || plugin === undefined || cluster === '' || plugin === '') return undefined;
  return moduleInfoName(cluster, plugin);
}

/**
 * A ModuleInfo under any other name than its canonical one asks for the canonical one to be made. One that has the
 * finalizer stands for an installation, whatever has become of its labels.
 */
export function isRequest(info: Pick<ModuleInfo, 'metadata'>): boolean {
  if (info.metadata.finalizers?.includes(finalizers.moduleInfo) === true) return false;
  return canonicalNameOf(info) !== info.metadata.name;
}

/** The cluster that the plugin is on. A canonical name keeps it when somebody has changed the label. */
export function clusterOf(info: Pick<ModuleInfo, 'metadata'>): string {
  const named = /^(.+)-[0-9a-f]{32}$/.exec(info.metadata.name ?? '')?.[1];
  return named ?? info.metadata.labels?.[labels.clusterName] ?? '';
}

export function pluginOf(info: Pick<ModuleInfo, 'metadata'>): string {
  return info.metadata.labels?.[labels.moduleName] ?? '';
}

/**
 * What is applied under the canonical name for a request. Without `last-applied-configuration`, which belongs to the
 * request's own name, and without empty maps, which would own nothing and yet differ from absent ones.
 */
export function appliedForRequest(request: ModuleInfo, canonicalName: string): Applied<ModuleInfo> {
  const kept = without(request.metadata.annotations, platformAnnotations);
  return {
    apiVersion: request.apiVersion,
    kind: request.kind,
    metadata: {
      name: canonicalName,
      labels: without(request.metadata.labels, platformLabels),
      ...(Object.keys(kept).length === 0 ? {} : { annotations: kept }),
    },
    spec: request.spec,
  };
}

function without(from: Record<string, string> | undefined, keys: readonly string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(from ?? {}).filter(([key]) => !keys.includes(key)));
}

/**
 * Did somebody who may say the same thing again write this (kubectl apply, client-side or server-side)? Then the object
 * may be there already. A plain create means "make it", and is told when it exists.
 */
export function isDeclarative(request: Pick<ModuleInfo, 'metadata'>): boolean {
  const { annotations: written, managedFields } = request.metadata;
  return written?.[lastApplied] !== undefined || (managedFields ?? []).some(({ operation }) => operation === 'Apply');
}
