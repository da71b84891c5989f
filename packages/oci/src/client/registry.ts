import type { Readable } from 'node:stream';
import type { Failure } from '@violet/machinery';

/** A password; a token that requests carry as it is; or one for which a token issuer gives others (Docker's identity token). */
export type Credentials = { username: string; password: string } | { token: string } | { refreshToken: string };

export interface RegistryOptions {
  /** `host` or `host:port`. */
  address: string;
  /** PEM certificates that are trusted for the registry instead of all others, and besides them for hosts that it leads to. */
  ca?: string | Uint8Array;
  /**
   * Called where nobody known has signed a certificate: true where more authorities are trusted by now, and another try is worth it. With
   * `ca`, which is all that is trusted for the registry, it is called before the first request to another host.
   */
  trustMore?: (() => boolean) | undefined;
  /** Plain HTTP; without it only HTTPS is spoken. */
  plain?: boolean;
  credentials?: Credentials | undefined;
  /** Hosts besides the registry's own that may be given the credentials when the registry names them as token issuers. */
  tokenHosts?: readonly string[];
  userAgent?: string;
  /**
   * At which IP addresses a host may be reached, wherever the registry leads to (redirections and token issuers too); what it throws ends the
   * request. Default: what the system's resolver says.
   */
  addressesOf?: ((host: string, port: number) => Promise<readonly string[]>) | undefined;
  /**
   * The HTTP proxy to an address, if any, with credentials in it where it wants some. TLS goes through it unopened. Not asked where
   * `addressesOf` is given.
   */
  proxyFor?: ((url: URL) => URL | undefined) | undefined;
  /** Connections kept to the registry at most; default 16. */
  maxConnections?: number;
  timeouts?: Timeouts;
  retries?: Retries;
  uploads?: UploadSizes;
  /** Ends everything that is under way. */
  signal?: AbortSignal;
  clock?: Clock;
}

export interface Timeouts {
  /** Without a byte either way, or with so few that it would never end; default 60 000. */
  idleMs?: number;
  /** For an answer that is read into memory to be whole: a manifest, a token, tags, a small blob; default 600 000. */
  wholeMs?: number;
  /** For the answer to the request that completes an upload, while the registry checks the digest; default 600 000. */
  completeMs?: number;
}

export interface Retries {
  /** Tries that may fail in a row, the first included; default 5. */
  attempts?: number;
  /** The first pause, doubled each time; default 250, at most `maxDelayMs`. */
  baseDelayMs?: number;
  /** Default 10 000. A longer Retry-After is followed, up to 60 s. */
  maxDelayMs?: number;
}

export interface UploadSizes {
  /** Blobs up to this size are sent in one request; default 64 MiB. */
  wholeBytes?: number;
  /** Others in requests of this size; default 64 MiB. */
  chunkBytes?: number;
}

/** Time and chance, for tests to replace. */
export interface Clock {
  now(): number;
  /** Rejects when the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  random(): number;
}

/** Something failed and will be tried again. */
export interface Retry {
  failure: Failure;
  /** Which try comes next, of so many that may fail in a row. */
  attempt: number;
  attempts: number;
  pauseMs: number;
}

/** How a registry is treated when much is sent to it. */
export interface Pace {
  /** Requests at once at most: fewer at first, one more when as many were answered, half of them after 429, 5xx and timeouts. */
  atMost: number;
  /** Of all streams of blobs together. */
  bytesPerSecond?: number | undefined;
  onRetry?: ((retry: Retry) => void) | undefined;
  /** How many requests there are at once from now on; `why` when there are fewer. */
  onLimit?: ((requests: number, why?: string) => void) | undefined;
}

export interface FoundManifest {
  digest: string;
  mediaType: string;
  size: number;
}

export interface PulledManifest extends FoundManifest {
  bytes: Uint8Array;
}

export interface PulledBlob {
  /** Undefined where the registry, or a proxy before it, does not say. */
  size: number | undefined;
  /** Fails at its end when the bytes are not those of the digest; a cut connection is continued where it broke. */
  stream: Readable;
}

/** An upload that a registry has begun; it may be continued by another process. */
export interface UploadSession {
  location: string;
  /** Bytes that the registry has, as far as is known; it has the last word. */
  offset?: number;
}

export interface BlobUpload {
  digest: string;
  size: number;
  /** `length` bytes of the content from `offset` on. Called for each request. The next chunk is asked for when the one before is sent. */
  open(offset: number, length: number): AsyncIterable<Uint8Array>;
  /** A repository of the same registry that may have the blob: it is mounted when it has. */
  mountFrom?: string;
  /** An upload begun earlier; begun anew when the registry has forgotten it. */
  resume?: UploadSession;
  /** Bytes of this blob that have been sent, those before them included; never less than said before. */
  onProgress?(bytes: number): void;
  /** Called when an upload begins or goes on at another address, and with undefined when it is over. */
  onSession?(session: UploadSession | undefined): void;
  /** Where an upload goes on that was cut: at 0 when the registry has forgotten it, or cannot use what it kept. */
  onResumed?(offset: number): void;
}

/**
 * One registry, over kept-alive HTTP/1.1. "Not there" is undefined or false. Everything else that goes wrong is a Failure
 * that names registry and repository. Reads and uploads are tried again, bounded, after cut connections, 408, 429 and 5xx.
 */
export interface Registry {
  readonly address: string;
  /** The same registry over the same connections, for one that sends much. A pause that it asks for is one for all requests. */
  paced(pace: Pace): Registry;
  /** Repositories that will be asked for soon: where tokens are needed, one is got for many of them. */
  foresee(repositories: readonly string[]): void;
  /** Whether it is a registry and lets us in: at most a Failure. */
  ping(): Promise<void>;
  /** The size of a blob. */
  headBlob(repository: string, digest: string): Promise<number | undefined>;
  getBlob(repository: string, digest: string): Promise<PulledBlob | undefined>;
  /** A blob in memory; a Failure when it has more than `maxBytes`. */
  readBlob(repository: string, digest: string, maxBytes: number): Promise<Buffer | undefined>;
  mountBlob(repository: string, digest: string, from: string): Promise<boolean>;
  /** Sends a blob without asking whether it is there. */
  uploadBlob(repository: string, upload: BlobUpload): Promise<'mounted' | 'uploaded'>;
  headManifest(repository: string, reference: string): Promise<FoundManifest | undefined>;
  getManifest(repository: string, reference: string): Promise<PulledManifest | undefined>;
  /** `reference` is a tag or the digest of the bytes; `tag` names besides what is put by digest. Gives the digest. */
  putManifest(
    repository: string,
    reference: string,
    bytes: Uint8Array,
    mediaType: string,
    tag?: string,
  ): Promise<string>;
  /** False when it was not there. By tag, only the tag goes, where the registry can do that. */
  deleteManifest(repository: string, reference: string): Promise<boolean>;
  /** All tags in the registry's order; undefined when there is no such repository. */
  listTags(repository: string): Promise<string[] | undefined>;
  close(): void;
}
