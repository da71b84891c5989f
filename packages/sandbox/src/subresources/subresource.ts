import type { RequestContext, Target, WriteOptions, WriteResult } from '@violet/apiserver';
import type { KubernetesObject } from '@violet/machinery';
import type { Cluster } from '../requests/cluster.ts';
import type { Kind } from '../requests/kind.ts';
import type { Patch } from '../requests/patch-request.ts';

export interface SubresourceCall {
  cluster: Cluster;
  kind: Kind;
  target: Target;
  context: RequestContext;
}

/** What a subresource does differently from its object; absent verbs act on the object itself. */
export interface Subresource {
  get?(call: SubresourceCall): KubernetesObject | Promise<KubernetesObject>;
  create?(call: SubresourceCall, body: KubernetesObject, options: WriteOptions): Promise<WriteResult>;
  update?(call: SubresourceCall, body: KubernetesObject, options: WriteOptions): Promise<WriteResult>;
  patch?(call: SubresourceCall, patch: Patch, options: WriteOptions): Promise<WriteResult>;
}

/** The answer to a create that leaves no object behind. */
export function created(answer?: KubernetesObject): WriteResult {
  const success: KubernetesObject = { apiVersion: 'v1', kind: 'Status', metadata: {}, status: 'Success', code: 201 };
  return { object: answer ?? success, created: true, warnings: [] };
}

/** Subresources by name (`status`), and where one resource has its own by both (`pods/eviction`). */
export class Subresources {
  private readonly table: Readonly<Record<string, Subresource>>;

  constructor(table: Readonly<Record<string, Subresource>>) {
    this.table = table;
  }

  /** Also finds kinds that are requests rather than objects, by their plural with a leading slash. */
  of({ resource, subresource }: Target): Subresource | undefined {
    if (subresource === undefined) return this.table[`/${resource.plural}`];
    return this.table[`${resource.plural}/${subresource}`] ?? this.table[subresource];
  }
}
