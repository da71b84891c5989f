/** One request, before it knows which wire carries it. */
export interface TransportRequest {
  method: string;
  /** Path and query below the server's address; starts with a slash. */
  path: string;
  /** A list becomes several header lines. */
  headers: Record<string, string | string[]>;
  body?: string | Uint8Array;
  signal?: AbortSignal;
  /** Until the answer's headers are there and, unless `stream`, its whole body. */
  timeoutMs: number;
  /** The caller reads the body as it comes (a watch, a download): only its start is bounded in time. */
  stream: boolean;
}

export interface TransportResponse {
  status: number;
  /** Lower-case names. */
  headers: Record<string, string>;
  /** Leaving the loop early gives the connection back. */
  body: AsyncIterable<Uint8Array>;
}

/** Carries requests to one cluster. Throws ServiceUnavailable when it cannot be reached, Timeout when it is silent. */
export interface Transport {
  send(request: TransportRequest): Promise<TransportResponse>;
  /** Ends open streams with ServiceUnavailable. */
  close(): Promise<void>;
}
