import type { RequestContext, Target, WriteOptions } from '@violet/apiserver';
import { type FieldWriter, type KubernetesObject, updateManagedFields } from '@violet/machinery';
import type { Cluster } from './cluster.ts';
import type { Kind } from './kind.ts';

export interface Writing {
  target: Target;
  options: WriteOptions;
  context: RequestContext;
}

/** Who writes, for managedFields: the named field manager, or else the program that the client says it is. */
export function fieldWriter(cluster: Cluster, kind: Kind, { target, options, context }: Writing): FieldWriter {
  const { subresource } = target;
  return {
    manager: options.fieldManager ?? context.userAgent,
    apiVersion: kind.apiVersion,
    ...(subresource === undefined ? {} : { subresource }),
    now: cluster.clock(),
    resetFields: kind.served.resetFields(subresource),
  };
}

/** Records in managedFields which fields a write changes. `object` is as it is before admission, `live` as it was. */
export function ownFields(
  cluster: Cluster,
  kind: Kind,
  writing: Writing,
  object: KubernetesObject,
  live: KubernetesObject,
): void {
  const writer = fieldWriter(cluster, kind, writing);
  const managedFields = updateManagedFields({ ...writer, schema: kind.served.schema, live, updated: object });
  if (managedFields.length === 0) delete object.metadata.managedFields;
  else object.metadata.managedFields = managedFields;
}
