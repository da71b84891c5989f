import type { ConnectivityState } from '@violet/api';
import type { CatalogContent } from '@violet/bundles';

/** CSVs of channel heads that the bundles of a catalogue do not carry themselves, as JSON, by `headKey`. */
export type HeadCsvs = ReadonlyMap<string, string>;

export const noHeads: HeadCsvs = new Map();

export function headKey(packageName: string, channelName: string): string {
  return `${packageName}/${channelName}`;
}

/** Told by a feed what it finds. */
export interface FeedListener {
  /** `problem` says in words what is wrong and what to do; undefined where all is well. */
  onState(state: ConnectivityState, problem?: string): void;
  /**
   * `fingerprint` is the same for the same content. The heads may come later than the content, with another call. Throws
   * RequestEntityTooLarge where there is no room for it.
   */
  onContent(content: CatalogContent, fingerprint: string, heads: HeadCsvs): void;
}

/** Where one catalogue's content comes from, followed until it is stopped. */
export interface Feed {
  /** Tries again now what would be tried later: the object has changed. */
  nudge(): void;
  stop(): void;
}
