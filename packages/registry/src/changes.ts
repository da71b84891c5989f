import type { RegistryChange } from './registry.ts';

export interface Changes {
  announce(change: RegistryChange): void;
  listen(listener: (change: RegistryChange) => void): () => void;
}

export function createChanges(): Changes {
  const listeners = new Set<(change: RegistryChange) => void>();
  return {
    announce: (change) => {
      for (const listener of listeners) listener(change);
    },
    listen: (listener) => {
      // A listener that is given twice is called twice, and each end ends one.
      const own = (change: RegistryChange) => listener(change);
      listeners.add(own);
      return () => void listeners.delete(own);
    },
  };
}
