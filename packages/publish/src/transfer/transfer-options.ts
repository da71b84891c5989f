import type { OnPushEvent } from '../events.ts';

export interface TransferOptions {
  /** Blobs, and images, that are under way at the same time. */
  concurrency: number;
  /** Send manifests again even where the registry has them. */
  force: boolean;
  onEvent: OnPushEvent;
  signal?: AbortSignal | undefined;
}
