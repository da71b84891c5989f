import { type Artifact, type ArtifactVersion, type Library, labels } from '@violet/api';
import { Failure, labelSelectorOf, matchesLabels, type Stored } from '@violet/machinery';
import type { ShelvedBundle } from '../shelf/assemble-package.ts';
import { type BundleRecipe, bundleRecipe, placeOf } from './bundle-recipe.ts';
import { ownImagesOf } from './white-list.ts';
import type { ArtifactVersionWorld } from './world.ts';

/** Puts the bundle of a version on the shelf of its catalogue, where that is not there already; the recipe that it was made by. */
export async function shelveBundle(
  version: Stored<ArtifactVersion>,
  artifact: Stored<Artifact>,
  world: ArtifactVersionWorld,
): Promise<BundleRecipe> {
  const library = libraryOf(artifact, world.libraries);
  const digest = await digestFor(version, artifact, world);
  const recipe = bundleRecipe(artifact, version, { digest, ownImages: ownImagesOf(world.whiteLists) });
  await shelve(version, library, recipe, world);
  return recipe;
}

/** The digest that was recorded at the push; of a version that somebody wrote down, what its tag names now. */
async function digestFor(
  version: Stored<ArtifactVersion>,
  artifact: Artifact,
  world: ArtifactVersionWorld,
): Promise<string> {
  if (version.spec.digest !== undefined) return version.spec.digest;
  const { registry, repository } = placeOf(artifact);
  const digest = await world.digestOfTag({ registry, repository, tag: version.spec.tag });
  if (digest === undefined) {
    throw new Failure('NotFound', `${registry}/${repository}:${version.spec.tag} is not in the registry`);
  }
  await world.recordDigest(digest);
  return digest;
}

async function shelve(
  version: Stored<ArtifactVersion>,
  library: string,
  recipe: BundleRecipe,
  { shelf, readBundle }: ArtifactVersionWorld,
): Promise<void> {
  const { name, creationTimestamp = '' } = version.metadata;
  const key = JSON.stringify(recipe);
  const known = shelf.get(name);
  if (known?.item.recipe === key && known.library === library) return;
  const read = known?.item.recipe === key ? known.item : await readOffer(recipe, readBundle);
  const { bundle, image } = read;
  shelf.put(library, {
    version: name,
    createdAt: creationTimestamp,
    recipe: key,
    bundle,
    ...(image === undefined ? {} : { image }),
  });
}

/** A bundle that is too large to be sent whole is offered by its image. */
async function readOffer(
  recipe: BundleRecipe,
  readBundle: ArtifactVersionWorld['readBundle'],
): Promise<Pick<ShelvedBundle, 'bundle' | 'image'>> {
  const { bundle, isLarge } = await readBundle(recipe);
  const { registry, repository, digest } = recipe;
  return isLarge ? { bundle, image: `${registry}/${repository}@${digest}` } : { bundle };
}

function libraryOf(artifact: Stored<Artifact>, libraries: readonly Stored<Library>[]): string {
  const own = artifact.metadata.labels ?? {};
  const found = libraries
    .filter(({ spec }) => matchesLabels(labelSelectorOf(spec.artifactSelector), own))
    .map(({ metadata }) => metadata.name)
    .sort();
  const [first] = found;
  if (first !== undefined) return first;
  const label = own[labels.library] === undefined ? 'it has no label' : `its label is ${own[labels.library]}:`;
  throw new Failure(
    'NotFound',
    `${label} ${labels.library}, and no Library selects artifact ${artifact.metadata.name}`,
    {
      reason: 'LibraryNotFound',
    },
  );
}
