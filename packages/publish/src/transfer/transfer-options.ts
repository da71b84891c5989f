import type { OnPushEvent } from '../events.ts';
import type { PushMemory } from '../memory/push-memory.ts';

export interface TransferOptions {
  /** Requests that a registry is sent at the same time at most; fewer where it shows that it has enough. */
  concurrency: number;
  /** Bytes that are sent in a second at most, over all streams. */
  limitRate?: number | undefined;
  /** What earlier runs left. */
  memory?: PushMemory | undefined;
  /** Send manifests again even where the registry has them. */
  force: boolean;
  onEvent: OnPushEvent;
  signal?: AbortSignal | undefined;
}
