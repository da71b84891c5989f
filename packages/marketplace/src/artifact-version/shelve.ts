import { type Artifact, type ArtifactVersion, type Library, labels } from '@violet/api';
import { type Bundle, bundleSizes } from '@violet/bundles';
import { Failure, labelSelectorOf, matchesLabels, type Stored } from '@violet/machinery';
import { type BundleRecipe, bundleRecipe, placeOf } from './bundle-recipe.ts';
import { ownImagesOf } from './white-list.ts';
import type { ArtifactVersionWorld } from './world.ts';

/** An InstallPlan carries all manifests, quoted, and has to fit into etcd: 1.5 MiB, less the rest of the object. */
const maxInstallPlanBytes = 1.45 * 1024 * 1024;
/** gRPC clients take no larger message. */
const maxMessageBytes = 4 * 1024 * 1024;

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
  const bundle = known?.item.recipe === key ? known.item.bundle : await readBundle(recipe);
  const image = imageFor(bundle, recipe);
  shelf.put(library, {
    version: name,
    createdAt: creationTimestamp,
    recipe: key,
    bundle,
    ...(image === undefined ? {} : { image }),
  });
}

/** Undefined where the bundle is sent whole; throws for one that cannot be sent at all. */
function imageFor(bundle: Bundle, { registry, repository, digest }: BundleRecipe): string | undefined {
  const { installPlanBytes, messageBytes } = bundleSizes(bundle);
  if (installPlanBytes <= maxInstallPlanBytes && messageBytes < maxMessageBytes) return undefined;
  const csvBytes = Buffer.byteLength(JSON.stringify(bundle.csv));
  if (csvBytes >= maxMessageBytes) {
    const most = `a catalogue carries less than ${maxMessageBytes}`;
    throw new Failure('Invalid', `its ClusterServiceVersion has ${csvBytes} bytes, ${most}`);
  }
  return `${registry}/${repository}@${digest}`;
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
