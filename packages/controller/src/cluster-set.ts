import type { Cluster } from '@violet/kube';

export type ClusterSetChange = { type: 'joined' | 'left'; name: string; cluster: Cluster };

/** The clusters of the fleet as this process reaches them now. */
export interface ClusterSet {
  /** A name that has joined already with another client leaves first. */
  join(name: string, cluster: Cluster): void;
  leave(name: string): void;
  get(name: string): Cluster | undefined;
  names(): string[];
  /** Those in the set now come first, as joined. The answer ends it. */
  subscribe(listener: (change: ClusterSetChange) => void): () => void;
}

export function createClusterSet(): ClusterSet {
  const clusters = new Map<string, Cluster>();
  const listeners = new Set<(change: ClusterSetChange) => void>();
  const tell = (change: ClusterSetChange) => {
    for (const listener of listeners) listener(change);
  };
  const leave = (name: string) => {
    const cluster = clusters.get(name);
    if (cluster === undefined) return;
    clusters.delete(name);
    tell({ type: 'left', name, cluster });
  };
  return {
    join(name, cluster) {
      if (clusters.get(name) === cluster) return;
      leave(name);
      clusters.set(name, cluster);
      tell({ type: 'joined', name, cluster });
    },
    leave,
    get: (name) => clusters.get(name),
    names: () => [...clusters.keys()].sort(),
    subscribe(listener) {
      listeners.add(listener);
      for (const [name, cluster] of clusters) listener({ type: 'joined', name, cluster });
      return () => listeners.delete(listener);
    },
  };
}
