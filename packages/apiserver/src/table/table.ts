import type { Json, KubernetesObject } from '@violet/machinery';
import type { Column } from '../backend.ts';

export type IncludeObject = 'None' | 'Metadata' | 'Object';

export interface TableOptions {
  columns: readonly Column[];
  now: Date;
  includeObject: IncludeObject;
  /** Column definitions go with the first table of a watch only. */
  withDefinitions: boolean;
}

export interface ListMeta {
  resourceVersion?: string;
  continue?: string;
  remainingItemCount?: number;
}

/** A `meta.k8s.io/v1` Table of objects, as kubectl prints them. */
export function tableOf(objects: readonly KubernetesObject[], metadata: ListMeta, options: TableOptions): object {
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    columnDefinitions: options.withDefinitions ? options.columns.map(definition) : null,
    rows: objects.map((object) => ({
      cells: cells(object, options),
      object: rowObject(object, options.includeObject),
    })),
  };
}

function definition({ name, type, format = '', description = '', priority }: Column): object {
  return { name, type, format, description, priority };
}

function cells(object: KubernetesObject, { columns, now }: TableOptions): Json[] {
  return columns.map((column) => column.cell(object, now));
}

function rowObject(object: KubernetesObject, include: IncludeObject): object | null {
  if (include === 'None') return null;
  return include === 'Object' ? object : partialMetadata(object);
}

export function partialMetadata(object: KubernetesObject): object {
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata };
}
