import { ClusterServiceVersion, componentLabelPrefix, olmAnnotations, olmLabels } from '@violet/api';
import type { Projection, ResourceDefinition } from '@violet/kube';
import type { KubernetesObject, Stored } from '@violet/machinery';
import { fingerprint } from './fingerprint.ts';

/** What a cache keeps of a copied CSV: thousands of whole ones would not fit. */
export interface CopiedCsv extends KubernetesObject {
  /** Of its labels, annotations and spec. */
  contentHash: string;
  statusHash: string;
}

export const CopiedCsv: ResourceDefinition<CopiedCsv> = {
  group: ClusterServiceVersion.group,
  version: ClusterServiceVersion.version,
  kind: ClusterServiceVersion.kind,
  plural: ClusterServiceVersion.plural,
  scope: ClusterServiceVersion.scope,
};

/** Selects copies of CSVs. */
export const copies = olmLabels.copiedFrom;

export const copyProjection: Projection = {
  id: 'copied-csv',
  of: (csv) => {
    const { labels, annotations, name, namespace = '', uid, resourceVersion, creationTimestamp } = csv.metadata;
    const projected: Stored<CopiedCsv> = {
      apiVersion: csv.apiVersion,
      kind: csv.kind,
      metadata: {
        name,
        namespace,
        uid,
        resourceVersion,
        creationTimestamp,
        labels: pick(labels, [olmLabels.copiedFrom, olmLabels.managed]),
        annotations: pick(annotations, [olmAnnotations.operatorGroup, olmAnnotations.operatorNamespace]),
      },
      contentHash: contentHash(csv),
      statusHash: fingerprint(csv.status),
    };
    return projected;
  },
};

/** The copy that every target namespace of an operator gets; without a namespace yet. */
export function copyOf({
  apiVersion,
  kind,
  metadata,
  spec,
  status,
}: Stored<ClusterServiceVersion>): ClusterServiceVersion {
  const { name, namespace = '', labels = {}, annotations = {} } = metadata;
  const left = [olmAnnotations.targetNamespaces, 'kubectl.kubernetes.io/last-applied-configuration'];
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      labels: {
        ...without(labels, (key) => key.startsWith(componentLabelPrefix)),
        [olmLabels.copiedFrom]: namespace,
      },
      annotations: without(annotations, (key) => left.includes(key)),
    },
    spec,
    status: {
      ...status,
      reason: 'Copied',
      message: `The operator is running in ${namespace} but is managing this namespace`,
    },
  };
}

export function contentHash({ metadata, spec }: KubernetesObject): string {
  const { name, labels = {}, annotations = {} } = metadata;
  return fingerprint({ name, labels, annotations, spec });
}

function pick(from: Record<string, string> | undefined, keys: readonly string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(from ?? {}).filter(([key]) => keys.includes(key)));
}

function without(from: Record<string, string>, isLeft: (key: string) => boolean): Record<string, string> {
  return Object.fromEntries(Object.entries(from).filter(([key]) => !isLeft(key)));
}
