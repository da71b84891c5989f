import type { RequestContext, WriteOptions } from '@violet/apiserver';
import type { KubernetesObject } from '@violet/machinery';
import type { Cluster } from './cluster.ts';
import type { Kind } from './kind.ts';

export interface OwnedWrite {
  /** Its managedFields are set. */
  object: KubernetesObject;
  old?: KubernetesObject;
  subresource?: string;
  options: WriteOptions;
  context: RequestContext;
}

/** Records in managedFields which fields this write changed, under the client's field manager. */
export function ownFields(_cluster: Cluster, _kind: Kind, { object, old }: OwnedWrite): void {
  const fields = old?.metadata.managedFields;
  if (fields === undefined) delete object.metadata.managedFields;
  else object.metadata.managedFields = fields;
}
