import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where built peers are kept: outside the checkout, so that a fresh clone finds them. */
export function cacheDirectory(): string {
  const base = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  return process.env['VIOLET_PEERS_CACHE'] ?? join(base, 'violet-peers');
}
