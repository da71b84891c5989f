import { isRepository } from '@violet/oci';
import type { Exchange } from './exchange.ts';

/**
 * Whether a blob may be taken over from another repository: one that the client named, or any (the anonymous mount). It
 * must be linked there, and readable for this client: knowing a digest is not a right to its content.
 */
export async function mayMount({ store, rights }: Exchange, digest: string, from: string | null): Promise<boolean> {
  if (!(await store.blobs.has(digest))) return false;
  const candidates = from === null ? await store.repositories('_blobs') : [from].filter(isRepository);
  for (const repository of candidates) {
    if ((await store.blobs.linked(repository, digest)) && (await rights.verdict(repository, 'pull')) === 'yes')
      return true;
  }
  return false;
}
