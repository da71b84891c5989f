/** What a push tells while it runs; `package` is the path of its file. */
export type PushEvent =
  | { type: 'planned'; package: string; images: number; bytes: number }
  /** All that has to be asked for or sent, over all packages; each blob counts once. */
  | { type: 'transfer-started'; blobs: number; bytes: number }
  /** Bytes that are in the registry now, of those above; never goes back. */
  | { type: 'transferred'; bytes: number; totalBytes: number }
  | { type: 'image'; package: string; image: string; outcome: 'pushed' | 'present' }
  | { type: 'waiting'; package: string; message: string }
  | { type: 'object'; package: string; message: string };

export type OnPushEvent = (event: PushEvent) => void;
