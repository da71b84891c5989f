import { type Artifact, type ArtifactVersion, type Library, labels } from '@violet/api';
import { type Bundle, bundleSizes } from '@violet/bundles';
import { again, done, type Outcome, type Step, type StepContext } from '@violet/controller';
import { Failure, isFailure, labelSelectorOf, matchesLabels, type Stored } from '@violet/machinery';
import { type BundleRecipe, bundleRecipe } from './bundle-recipe.ts';
import { keptTags } from './kept-tags.ts';
import { report, type VersionReport } from './report.ts';
import type { ArtifactVersionWorld } from './world.ts';

type Run = Step<ArtifactVersion, ArtifactVersionWorld>;

const registryRetryMs = 5_000;
const missingRetryMs = 30_000;
/** An InstallPlan carries all manifests, quoted, and has to fit into etcd: 1.5 MiB, less the rest of the object. */
const maxInstallPlanBytes = 1.45 * 1024 * 1024;
/** gRPC clients take no larger message. */
const maxMessageBytes = 4 * 1024 * 1024;

/** Reads the bundle of a version, and offers it in its catalogue. */
export const artifactVersionSteps: readonly Run[] = [requireOffered, offer];

/** What keeps a version from being offered before its bundle is looked at. */
function requireOffered(
  version: Stored<ArtifactVersion>,
  { artifact, siblings, shelf }: ArtifactVersionWorld,
  context: StepContext,
): Outcome | undefined {
  const obstacle = obstacleOf(version, artifact, siblings);
  if (obstacle === undefined) return undefined;
  shelf.remove(version.metadata.name);
  shelf.settle(version.metadata.name);
  report(version, obstacle, context);
  return done;
}

function obstacleOf(
  version: ArtifactVersion,
  artifact: ArtifactVersionWorld['artifact'],
  siblings: readonly ArtifactVersion[],
): VersionReport | undefined {
  if (artifact === undefined) {
    // The product's own spelling.
    return { phase: 'Failed', reason: 'OwnerReferenceMissing', message: 'aritfactVersion not have OwnerReference' };
  }
  if (artifact === 'missing') {
    return { phase: 'Pending', reason: 'ArtifactNotFound', message: 'the artifact that owns it is not there' };
  }
  const { spec } = artifact;
  if (spec.type !== 'bundle') {
    return { phase: 'Failed', reason: 'TypeNotSupported', message: `artifacts of type ${spec.type} are not offered` };
  }
  if (!spec.present || !version.spec.present) {
    return { phase: 'Pending', reason: 'Absent', message: 'spec.present is false' };
  }
  const tags = siblings.filter((one) => one.spec.present).map((one) => one.spec.tag);
  const excluded = keptTags(spec.tagPatterns ?? [], tags).excluded.get(version.spec.tag);
  return excluded === undefined ? undefined : { phase: 'Pending', reason: 'TagPatternLimit', message: excluded };
}

async function offer(
  version: Stored<ArtifactVersion>,
  world: ArtifactVersionWorld,
  context: StepContext,
): Promise<Outcome | undefined> {
  const artifact = world.artifact as Stored<Artifact>;
  const { name } = version.metadata;
  try {
    const library = libraryOf(artifact, world.libraries);
    const recipe = bundleRecipe(artifact, version, await digestFor(version, artifact, world));
    await shelve(version, library, recipe, world);
    report(version, await verdictOf(version, artifact, recipe, world), context);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const { outcome, ...verdict } = failed(error);
    if (verdict.phase === 'Failed') world.shelf.remove(name);
    if (verdict.phase === 'Pending') world.shelf.postpone(name);
    else world.shelf.settle(name);
    report(version, verdict, context);
    return outcome;
  }
  world.shelf.settle(name);
  return undefined;
}

/** The digest that was recorded at the push; of a version that somebody wrote down, what its tag names now. */
async function digestFor(
  version: Stored<ArtifactVersion>,
  artifact: Artifact,
  world: ArtifactVersionWorld,
): Promise<string> {
  if (version.spec.digest !== undefined) return version.spec.digest;
  const { registry, repository } = bundleRecipe(artifact, version, '');
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

async function verdictOf(
  version: Stored<ArtifactVersion>,
  artifact: Artifact,
  recipe: BundleRecipe,
  world: ArtifactVersionWorld,
): Promise<VersionReport> {
  const { name } = version.metadata;
  const bundle = world.shelf.get(name)?.item.bundle;
  const names = { name: bundle?.packageName ?? '', version: bundle?.csv.metadata.name ?? '' };
  const tag = await tagVerdict(recipe, world);
  const problem = world.shelf.problemOf(name);
  if (problem !== undefined) return { phase: 'Failed', reason: 'GraphInvalid', message: problem, names, tag };
  const message = keptTags(artifact.spec.tagPatterns ?? [], []).problems.join('; ');
  return { phase: 'Present', reason: 'Success', message, names, tag };
}

async function tagVerdict(
  recipe: BundleRecipe,
  world: ArtifactVersionWorld,
): Promise<NonNullable<VersionReport['tag']>> {
  try {
    const digest = await world.digestOfTag(recipe);
    if (digest === recipe.digest) return { status: 'True', reason: 'Same', message: '' };
    const now = digest === undefined ? 'is gone' : `names ${digest} now`;
    const message = `tag ${recipe.tag} ${now}; the bundle that was pushed, ${recipe.digest}, is offered`;
    return { status: 'False', reason: 'TagMoved', message };
  } catch (error) {
    if (!isFailure(error)) throw error;
    return { status: 'Unknown', reason: 'RegistryUnavailable', message: error.message };
  }
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

function failed(error: Failure): VersionReport & { outcome: Outcome } {
  const { message } = error;
  switch (error.code) {
    case 'NotFound':
      return { phase: 'Failed', reason: error.reason ?? 'BundleNotFound', message, outcome: again(missingRetryMs) };
    case 'Invalid':
    case 'BadRequest':
    case 'RequestEntityTooLarge':
      return { phase: 'Failed', reason: 'BundleInvalid', message, outcome: done };
    case 'Unauthorized':
    case 'Forbidden':
      return { phase: 'Failed', reason: 'RegistryRefused', message, outcome: again(missingRetryMs) };
    default:
      return { phase: 'Pending', reason: 'RegistryUnavailable', message, outcome: again(registryRetryMs) };
  }
}
