import { Failure } from '@violet/machinery';
import { digestOf, isDigest, parseDigest, printReference, type Reference } from '@violet/oci';
import type { ImageSource, SourceManifest } from './image-source.ts';

/** The manifest at a tag or digest. Throws where a source gives another one for a digest; undefined where there is none. */
export async function manifestAt(
  source: ImageSource,
  reference: Reference,
  at: string,
): Promise<SourceManifest | undefined> {
  const found = await source.manifest(reference, at);
  const isOther = found && isDigest(at) && digestOf(found.bytes, parseDigest(at).algorithm) !== at;
  if (isOther !== true) return found;
  throw new Failure(
    'Invalid',
    `${printReference(reference)}: digest mismatch: the registry sent other bytes for ${at}`,
    {
      reason: 'DigestMismatch',
      hint: 'Try again; if it stays, the registry is damaged.',
    },
  );
}
