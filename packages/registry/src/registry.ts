import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Access } from './access.ts';
import type { Collected } from './store/collect.ts';
import type { Quota } from './store/usage.ts';

export interface RegistryOptions {
  /** Where everything is kept; made when missing. One process owns it. */
  directory: string;
  access?: Access;
  /** The address that clients use, when it is not the one that they call: `https://registry.example:443`. */
  publicUrl?: string;
  /** Without it only the disk's size is the limit. */
  quota?: Quota;
  /** What clients may delete. Default: everything. */
  deletions?: Deletions;
  /** How many uploads may be under way, and how many requests may bring something for them at once. */
  maxUploads?: number;
  maxUploadRequests?: number;
  /** The time in milliseconds. */
  now?: () => number;
}

/** Taking away the last tag of a manifest is deleting a tag. */
export interface Deletions {
  tags: boolean;
  manifests: boolean;
  blobs: boolean;
}

export interface CollectOptions {
  /**
   * Digests of manifests that are named outside, and stay. With it, manifests go that nothing names: neither a tag, nor an
   * index or a referrer that stays, nor this. Without it all manifests stay, and only blobs go that no manifest names.
   */
  namedOutside?: ReadonlySet<string>;
  /** What came, or was asked for, within this time stays; default and usual: a day. */
  youngMs?: number;
}

/** A manifest came (under a tag, or by digest alone) or went. */
export interface RegistryChange {
  type: 'pushed' | 'deleted';
  repository: string;
  digest: string;
  tag?: string;
}

/** The embedded registry: the distribution specification over a directory. */
export interface EmbeddedRegistry {
  /** Answers one request under `/v2/`; for a `node:http` or `node:https` server. Never rejects. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Whether an image can be pulled: `reference` is a tag or digest; an index counts when it has a manifest that is there. */
  has(repository: string, reference: string): Promise<boolean>;
  /** The names of all repositories below a prefix (`charts/`) that hold manifests. */
  repositories(prefix: string): Promise<string[]>;
  /** Tag → digest of its manifest; empty where there is no such repository. */
  tags(repository: string): Promise<Map<string, string>>;
  /** Calls the listener after each change; gives the function that ends that. */
  onChange(listener: (change: RegistryChange) => void): () => void;
  /** Takes away what nobody needs, while pushes go on. Blobs without a manifest are collected every hour anyhow. */
  collect(options?: CollectOptions): Promise<Collected>;
  /** Ends uploads that are under way; they can be continued after the next start. */
  close(): Promise<void>;
}
