import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Access } from './access.ts';

export interface RegistryOptions {
  /** Where everything is kept; made when missing. One process owns it. */
  directory: string;
  access?: Access;
  /** The address that clients use, when it is not the one that they call: `https://registry.example:443`. */
  publicUrl?: string;
  /** The time in milliseconds. */
  now?: () => number;
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
  /** Ends uploads that are under way; they can be continued after the next start. */
  close(): Promise<void>;
}
