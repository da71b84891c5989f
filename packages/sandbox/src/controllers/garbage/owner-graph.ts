import type { ResourceDefinition } from '@violet/kube';
import type { KubernetesObject, OwnerReference, Stored } from '@violet/machinery';

export const ORPHAN = 'orphan';
export const FOREGROUND = 'foregroundDeletion';

/** An object, as far as owning and being owned goes. */
export interface GraphNode {
  uid: string;
  kind: ResourceDefinition;
  name: string;
  namespace: string | undefined;
  owners: readonly OwnerReference[];
  deleting: boolean;
  finalizers: readonly string[];
}

/** Who owns whom, by uid. */
export class OwnerGraph {
  readonly #nodes = new Map<string, GraphNode>();
  readonly #dependents = new Map<string, Set<string>>();

  get(uid: string): GraphNode | undefined {
    return this.#nodes.get(uid);
  }

  all(): IterableIterator<GraphNode> {
    return this.#nodes.values();
  }

  dependentsOf(uid: string): GraphNode[] {
    return [...(this.#dependents.get(uid) ?? [])].flatMap((dependent) => this.#nodes.get(dependent) ?? []);
  }

  /** Those that hold up the foreground deletion of their owner. */
  blockingDependentsOf(uid: string): GraphNode[] {
    const blocks = ({ owners }: GraphNode) =>
      owners.some((owner) => owner.uid === uid && owner.blockOwnerDeletion === true);
    return this.dependentsOf(uid).filter(blocks);
  }

  put(kind: ResourceDefinition, object: Stored<KubernetesObject>): GraphNode {
    const { uid, name, namespace, ownerReferences = [], finalizers = [], deletionTimestamp } = object.metadata;
    this.#unlink(uid);
    const node = {
      uid,
      kind,
      name,
      namespace,
      owners: ownerReferences,
      deleting: deletionTimestamp !== undefined,
      finalizers,
    };
    this.#nodes.set(uid, node);
    for (const owner of ownerReferences) {
      const dependents = this.#dependents.get(owner.uid);
      if (dependents === undefined) this.#dependents.set(owner.uid, new Set([uid]));
      else dependents.add(uid);
    }
    return node;
  }

  remove(uid: string): void {
    this.#unlink(uid);
    this.#nodes.delete(uid);
  }

  #unlink(uid: string): void {
    for (const owner of this.#nodes.get(uid)?.owners ?? []) {
      const dependents = this.#dependents.get(owner.uid);
      dependents?.delete(uid);
      if (dependents?.size === 0) this.#dependents.delete(owner.uid);
    }
  }
}

export function waitsForDependents({ deleting, finalizers }: Pick<GraphNode, 'deleting' | 'finalizers'>): boolean {
  return deleting && finalizers.includes(FOREGROUND);
}

export function releasesDependents({ deleting, finalizers }: Pick<GraphNode, 'deleting' | 'finalizers'>): boolean {
  return deleting && finalizers.includes(ORPHAN);
}
