import { isFailure } from '@violet/machinery';
import type { RegistryContents } from '../local/registry-contents.ts';
import type { BundleRecipe } from './bundle-recipe.ts';
import type { OfferedImage } from './offered-image.ts';
import { TagMemory } from './tag-memory.ts';

/** Which images by which large bundles are offered are known to be there; where a registry took none, when to ask it again. */
export class ImageMemory {
  readonly #known = new TagMemory<boolean>();

  /** What has just been read is as it should be. */
  noted<T extends Partial<OfferedImage>>({ repository }: BundleRecipe, read: T): T {
    if (read.image !== undefined) this.#known.remember(keyOf(read), repository, true);
    return read;
  }

  /** Asks by the digest of the image. A registry that is away for a moment has lost nothing. */
  async holds(
    { repository }: BundleRecipe,
    offered: Partial<OfferedImage>,
    has: (digest: string) => Promise<boolean>,
  ): Promise<boolean> {
    const { image, imageProblem } = offered;
    if (image === undefined) return true;
    const ask = async () => imageProblem === undefined && (await has(image.slice(image.indexOf('@') + 1)));
    try {
      return await this.#known.of(keyOf(offered), repository, ask);
    } catch (error) {
      if (isFailure(error)) return true;
      throw error;
    }
  }

  /** The answer ends it. */
  follow(contents: RegistryContents | undefined, changed: () => void): () => void {
    return this.#known.follow(contents, changed);
  }
}

function keyOf({ image, imageProblem }: Partial<OfferedImage>): string {
  return `${image} ${imageProblem ?? ''}`;
}
