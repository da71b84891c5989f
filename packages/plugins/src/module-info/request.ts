import { labels, type ModuleInfo, moduleInfoName } from '@violet/api';
import type { Applied } from '@violet/kube';

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

/** The name that this ModuleInfo stands for; undefined where its labels do not say cluster and plugin. */
export function canonicalNameOf(info: Pick<ModuleInfo, 'metadata'>): string | undefined {
  const cluster = info.metadata.labels?.[labels.clusterName];
  const plugin = info.metadata.labels?.[labels.moduleName];
  if (cluster === undefined || plugin === undefined || cluster === '' || plugin === '') return undefined;
  return moduleInfoName(cluster, plugin);
}

/** A ModuleInfo under any other name than its canonical one asks for the canonical one to be made. */
export function isRequest(info: Pick<ModuleInfo, 'metadata'>): boolean {
  return canonicalNameOf(info) !== info.metadata.name;
}

/**
 * What is applied under the canonical name for a request. Without `last-applied-configuration`, which belongs to the
 * request's own name, and without empty maps, which would own nothing and yet differ from absent ones.
 */
export function appliedForRequest(request: ModuleInfo, canonicalName: string): Applied<ModuleInfo> {
  const kept = Object.entries(request.metadata.annotations ?? {}).filter(([key]) => key !== lastApplied);
  return {
    apiVersion: request.apiVersion,
    kind: request.kind,
    metadata: {
      name: canonicalName,
      labels: { ...request.metadata.labels },
      ...(kept.length === 0 ? {} : { annotations: Object.fromEntries(kept) }),
    },
    spec: request.spec,
  };
}

/**
 * Did somebody who may say the same thing again write this (kubectl apply, client-side or server-side)? Then the object
 * may be there already. A plain create means "make it", and is told when it exists.
 */
export function isDeclarative(request: Pick<ModuleInfo, 'metadata'>): boolean {
  const { annotations: written, managedFields } = request.metadata;
  return written?.[lastApplied] !== undefined || (managedFields ?? []).some(({ operation }) => operation === 'Apply');
}
