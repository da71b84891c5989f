/** What a push tells while it runs; `package` is the path of its file. */
export type PushEvent =
  | { type: 'planned'; package: string; images: number; bytes: number }
  /** All that has to be asked for or sent, over all packages; each blob counts once. */
  | { type: 'transfer-started'; blobs: number; bytes: number }
  /**
   * Bytes that are in the registry now, of those above; never goes back. `sentBytes` of them went over the wire in this run:
   * the others were there already, and are no measure of speed.
   */
  | { type: 'transferred'; bytes: number; sentBytes: number; totalBytes: number }
  | { type: 'image'; package: string; image: string; outcome: 'pushed' | 'present' }
  /** A blob goes on where an earlier run stopped; at 0 the registry has forgotten that upload, and it starts again. */
  | { type: 'resumed'; registry: string; repository: string; digest: string; offset: number; size: number }
  /** Something failed and is tried again after a pause: the `attempt`th of at most `attempts` in a row. */
  | { type: 'retrying'; registry: string; why: string; attempt: number; attempts: number; pauseMs: number }
  /** How many requests the registry is sent at once from now on; `why` when there are fewer. */
  | { type: 'concurrency'; registry: string; requests: number; why?: string }
  /** What a person should know though nothing failed by it. */
  | { type: 'notice'; message: string }
  | { type: 'waiting'; package: string; message: string }
  | { type: 'object'; package: string; message: string }
  /** A package is done with. */
  | { type: 'package'; package: string; outcome: 'pushed' | 'unchanged' | 'failed' };

export type OnPushEvent = (event: PushEvent) => void;
