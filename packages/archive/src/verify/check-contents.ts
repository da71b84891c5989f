import { notWhole } from '../format/damaged.ts';
import type { WalkOptions } from '../format/stored-walk.ts';
import { imageContents } from '../read/image-contents.ts';
import { namedImages } from '../read/named-images.ts';
import { openPackage, type PackageFile } from '../read/package-file.ts';

/**
 * Reads all of a package: every blob is what its digest says, nothing that an image needs is missing, and nothing is there
 * that no image needs. Throws Invalid.
 */
export async function checkContents(path: string, options: WalkOptions = {}): Promise<void> {
  const file = await openPackage(path);
  try {
    await file.verifyAll(options);
    const needed = await neededBlobs(file);
    for (const digest of [...file.digests(), ...file.lacking.keys()]) {
      if (!needed.has(digest))
        throw notWhole(path, `${digest} is named by the package, but no image of it asks for it`);
    }
  } finally {
    await file.close();
  }
}

async function neededBlobs(file: PackageFile): Promise<Set<string>> {
  const needed = new Set<string>();
  for (const image of (await namedImages(file)).images) {
    const { manifests, blobs } = await imageContents(file, image);
    for (const { digest } of [...manifests, ...blobs]) needed.add(digest);
  }
  return needed;
}
