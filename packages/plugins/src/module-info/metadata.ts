import {
  annotations,
  Cluster,
  clusterTransformer,
  globalCluster,
  labels,
  type ModuleConfig,
  type ModuleInfo,
  type ModulePlugin,
} from '@violet/api';
import { jsonEqual, type KubernetesObject, type ObjectMeta } from '@violet/machinery';

/** The labels, annotations and owner that the platform puts on a ModuleInfo, from the version's ModuleConfig. */
export function platformMetadata(
  info: ModuleInfo,
  source: ModuleConfig | ModulePlugin,
  cluster: (KubernetesObject & { metadata: ObjectMeta }) | undefined,
): KubernetesObject['metadata'] {
  const plugin = info.metadata.labels?.[labels.moduleName] ?? '';
  const carried = [labels.product, labels.lifecycleType].flatMap((key) => {
    const value = source.metadata.labels?.[key];
    return value === undefined ? [] : [[key, value] as const];
  });
  const name = info.metadata.labels?.[labels.clusterName];
  const { uid } = cluster?.metadata ?? {};
  return {
    name: info.metadata.name ?? '',
    labels: {
      [labels.createBy]: clusterTransformer,
      [labels.manageDeleteBy]: clusterTransformer,
      [labels.manageUpdateBy]: clusterTransformer,
      ...Object.fromEntries(carried),
    },
    annotations: {
      [annotations.displayName]: plugin,
      [annotations.moduleName]:
        source.metadata.annotations?.[annotations.displayName] ?? JSON.stringify({ en: plugin, zh: plugin }),
    },
    ...(uid === undefined || name === undefined || name === globalCluster
      ? {}
      : { ownerReferences: [{ apiVersion: 'platform.tkestack.io/v1', kind: Cluster.kind, name, uid }] }),
  };
}

/** Is all of it on the object already? */
export function carries(info: ModuleInfo, wanted: KubernetesObject['metadata']): boolean {
  const has = (actual: Record<string, string> | undefined, expected: Record<string, string> | undefined) =>
    Object.entries(expected ?? {}).every(([key, value]) => actual?.[key] === value);
  return (
    has(info.metadata.labels, wanted.labels) &&
    has(info.metadata.annotations, wanted.annotations) &&
    (wanted.ownerReferences ?? []).every((owner) =>
      (info.metadata.ownerReferences ?? []).some((other) => jsonEqual(owner, other)),
    )
  );
}
