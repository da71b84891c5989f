import { type Artifact, type ArtifactVersion, type Library, labels } from '@violet/api';
import { Failure, type Stored } from '@violet/machinery';
import { selects } from '../library/artifact-selector.ts';
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
  { shelf, readBundle, stillHolds }: ArtifactVersionWorld,
): Promise<void> {
  const { name, creationTimestamp = '' } = version.metadata;
  const key = JSON.stringify(recipe);
  const known = shelf.get(name);
  const same = known?.item.recipe === key ? known.item : undefined;
  const holds = same !== undefined && (await stillHolds(recipe, same));
  if (holds && known?.library === library) return;
  const { bundle, image, imageProblem } = holds ? same : await readBundle(recipe);
  // Whoever reads the catalogue would read all of it again.
  if (same !== undefined && known?.library === library && same.image === image && same.imageProblem === imageProblem)
    return;
  shelf.put(library, {
    version: name,
    createdAt: creationTimestamp,
    recipe: key,
    bundle,
    ...(image === undefined ? {} : { image }),
    ...(imageProblem === undefined ? {} : { imageProblem }),
  });
}

function libraryOf(artifact: Stored<Artifact>, libraries: readonly Stored<Library>[]): string {
  const own = artifact.metadata.labels ?? {};
  const found = libraries
    .filter(({ spec }) => selects(spec.artifactSelector, own))
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
