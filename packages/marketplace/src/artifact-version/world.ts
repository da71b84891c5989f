import type { Artifact, ArtifactVersion, ImageWhiteList, Library } from '@violet/api';
import type { Stored } from '@violet/machinery';
import type { ShelvedBundle } from '../shelf/assemble-package.ts';
import type { Shelf } from '../shelf/shelf.ts';
import type { BundleRecipe } from './bundle-recipe.ts';
import type { ReadBundle } from './bundle-source.ts';

/** What one run for an ArtifactVersion sees, and what it can do. */
export interface ArtifactVersionWorld {
  /** Its owner; `missing` where it names one that is not there, undefined where it names none. */
  artifact: Stored<Artifact> | 'missing' | undefined;
  /** The versions of the same Artifact, this one included. */
  siblings: readonly Stored<ArtifactVersion>[];
  libraries: readonly Stored<Library>[];
  whiteLists: readonly Stored<ImageWhiteList>[];
  shelf: Shelf;
  /** Throws what the registry says, or what is wrong with the bundle. */
  readBundle(recipe: BundleRecipe): Promise<ReadBundle>;
  /** Whether what was read still holds: its image is there, and nothing else is to be tried for it yet. */
  stillHolds(recipe: BundleRecipe, item: ShelvedBundle): Promise<boolean>;
  /** What the tag names now; asked at most once for each change that is known of the repository. */
  digestOfTag(place: Pick<BundleRecipe, 'registry' | 'repository' | 'tag'>): Promise<string | undefined>;
  /** Writes `spec.digest`. */
  recordDigest(digest: string): Promise<void>;
}
