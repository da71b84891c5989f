import type { PackageFile } from '@violet/archive';
import { goPlainJson } from '@violet/machinery';
import { digestOf, printReference } from '@violet/oci';

/**
 * One digest for all that a package says and holds: its manifest, its images by digest, its blobs. The same for two files
 * that hold the same package, whoever compressed them and wherever they lie.
 */
export async function contentsDigest(file: PackageFile): Promise<string> {
  const images = (await file.images()).map(({ reference, root }) => [printReference(reference), root.digest]);
  const blobs = [...file.digests()].sort().map((digest) => [digest, file.find(digest)?.size ?? 0]);
  const lacking = [...file.lacking.values()].sort((a, b) => (a.digest < b.digest ? -1 : 1));
  return digestOf(goPlainJson([file.manifest, images, blobs, lacking]));
}
