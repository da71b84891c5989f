import { Failure, formatApiVersion, type KubernetesObject } from '@violet/machinery';
import type { Column, ListResult, ServedResource, Target } from '../backend.ts';
import type { Accepted, Rendition } from '../negotiate.ts';
import { type IncludeObject, type ListMeta, partialMetadata, tableOf } from './table.ts';

/** How objects of one resource are shown to one client. */
export interface View {
  resource: ServedResource;
  columns: readonly Column[];
  as: Rendition;
  includeObject: IncludeObject;
  clock: () => Date;
}

export function viewOf(target: Target, accepted: Accepted, query: URLSearchParams, clock: () => Date): View {
  const { resource, subresource } = target;
  const columns = resource.subresources.find(({ name }) => name === subresource)?.columns ?? resource.columns;
  return { resource, columns, as: accepted.as, includeObject: includeObjectOf(query), clock };
}

function includeObjectOf(query: URLSearchParams): IncludeObject {
  const value = query.get('includeObject') ?? '';
  if (value === '') return 'Metadata';
  if (value === 'None' || value === 'Metadata' || value === 'Object') return value;
  throw new Failure('BadRequest', `unrecognized includeObject value: ${JSON.stringify(value)}`);
}

export function renderObject(object: KubernetesObject, view: View): object {
  if (view.as === 'object') return object;
  if (view.as === 'Table') return table([object], objectMeta(object), view, true);
  return partialMetadata(object);
}

function objectMeta(object: KubernetesObject): ListMeta {
  const version = object.metadata.resourceVersion;
  return version === undefined ? {} : { resourceVersion: version };
}

export function renderList(list: ListResult, view: View): object {
  const metadata: ListMeta = {
    resourceVersion: list.resourceVersion,
    ...(list.continue === undefined ? {} : { continue: list.continue }),
    ...(list.remainingItemCount === undefined ? {} : { remainingItemCount: list.remainingItemCount }),
  };
  if (view.as === 'Table') return table(list.items, metadata, view, true);
  if (view.as === 'object') {
    const { listKind, group, version } = view.resource;
    return { kind: listKind, apiVersion: formatApiVersion(group, version), metadata, items: list.items };
  }
  return {
    kind: 'PartialObjectMetadataList',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    items: list.items.map(partialMetadata),
  };
}

/** The object of a watch event; only the first table of a stream carries column definitions. */
export function renderEvent(object: KubernetesObject, view: View, first: boolean): object {
  return view.as === 'Table' ? table([object], objectMeta(object), view, first) : renderObject(object, view);
}

function table(objects: readonly KubernetesObject[], metadata: ListMeta, view: View, withDefinitions: boolean): object {
  const { includeObject, columns, clock } = view;
  return tableOf(objects, metadata, { columns, now: clock(), includeObject, withDefinitions });
}
