import type { KubernetesObject } from '@violet/machinery';

/** What a kind does on writes beside keeping the status apart. */
export interface Strategy {
  /** The parts that raise `metadata.generation` when they change; absent where the kind has no generation. */
  generation?: readonly string[];
  /** The status of an object at creation is the client's (nodes register themselves with one). */
  keepsStatusAtCreation?: boolean;
  /** Members of metadata that a write of the status cannot change, beside those that no write changes. */
  metadataKeptByStatus?: readonly ('labels' | 'annotations' | 'ownerReferences' | 'finalizers')[];
  /** Runs last, on the prepared object. */
  create?: (object: KubernetesObject) => void;
  update?: (object: KubernetesObject, old: KubernetesObject) => void;
}
