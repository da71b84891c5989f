/** What this process has seen of repositories elsewhere; after a restart they are simply asked again. */
export interface Mirror {
  /** The spec that it was asked with. */
  spec: string;
  /** Of a clock that only goes forward, in milliseconds. */
  askAgainAt: number;
  etag?: string | undefined;
}

/** By UID of the ChartRepo. */
export type MirrorMemory = Map<string, Mirror>;
