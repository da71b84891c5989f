import { ClusterServiceVersion, componentLabelPrefix, olmAnnotations, olmLabels } from '@violet/api';
import type { CacheIndex } from '@violet/controller';
import type { Projection, ResourceDefinition } from '@violet/kube';
import type { KubernetesObject, ObjectMeta, Stored } from '@violet/machinery';
import { fingerprint } from './fingerprint.ts';

export interface CopyHashes {
  content: string;
  status: string;
}

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

/** Copies by the CSV that they are of. */
export const byOriginal: CacheIndex<CopiedCsv> = {
  name: 'copied-csv-original',
  words: (copy) => originalsOf(copy).map((namespace) => `${namespace}/${copy.metadata.name}`),
};

/** The namespaces where a copy says that its original is: its label and its annotation may differ. */
export function originalsOf({ metadata }: CopiedCsv): string[] {
  const labelled = metadata.labels?.[olmLabels.copiedFrom];
  // An original may be among them where both are cached: it is nobody's copy.
  if (labelled === undefined) return [];
  const said = new Set([labelled, metadata.annotations?.[olmAnnotations.operatorNamespace]]);
  return [...said]
    .filter((namespace) => namespace !== undefined)
    .filter((namespace) => namespace !== metadata.namespace);
}

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

/** What a copy of this CSV says once it is right; worked out once for each version of the CSV. */
export function hashesOf(csv: Stored<ClusterServiceVersion>): CopyHashes {
  const known = hashes.get(csv.metadata);
  if (known !== undefined) return known;
  const copy = copyOf(csv);
  const made = { content: contentHash(copy), status: fingerprint(copy.status) };
  hashes.set(csv.metadata, made);
  return made;
}

const hashes = new WeakMap<ObjectMeta, CopyHashes>();

function contentHash({ metadata, spec }: KubernetesObject): string {
  const { name, labels = {}, annotations = {} } = metadata;
  return fingerprint({ name, labels, annotations, spec });
}

function pick(from: Record<string, string> | undefined, keys: readonly string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(from ?? {}).filter(([key]) => keys.includes(key)));
}

function without(from: Record<string, string>, isLeft: (key: string) => boolean): Record<string, string> {
  return Object.fromEntries(Object.entries(from).filter(([key]) => !isLeft(key)));
}
