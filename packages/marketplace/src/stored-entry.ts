import type { Chart } from '@violet/api';
import type { IndexEntry } from '@violet/charts';

/** A version as its Chart object keeps it: Helm's entry, and where it is in the registry. */
export type StoredEntry = NonNullable<Chart['spec']['versions']>[number];

export function storedEntry(entry: IndexEntry & { manifest?: string }): StoredEntry {
  // An entry is JSON by its making; TypeScript cannot see that of an interface.
  return entry as unknown as StoredEntry;
}

/** Helm's entry alone. */
export function indexEntryOf({ manifest: _, ...entry }: StoredEntry): IndexEntry {
  return entry as unknown as IndexEntry;
}
