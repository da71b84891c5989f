import type { Artifact, ArtifactVersion } from '@violet/api';
import { again, done, type Outcome, type Step, type StepContext } from '@violet/controller';
import { Failure, isFailure, type Stored } from '@violet/machinery';
import type { BundleRecipe } from './bundle-recipe.ts';
import { keptTags } from './kept-tags.ts';
import { obstacleOf } from './obstacle.ts';
import { report, type VersionReport } from './report.ts';
import { shelveBundle } from './shelve.ts';
import { rememberedMs } from './tag-memory.ts';
import { ruleProblems } from './white-list.ts';
import type { ArtifactVersionWorld } from './world.ts';

type Run = Step<ArtifactVersion, ArtifactVersionWorld>;

const registryRetryMs = 5_000;
const missingRetryMs = 30_000;

/** Reads the bundle of a version, and offers it in its catalogue. */
export const artifactVersionSteps: readonly Run[] = [requireOffered, offer];

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

async function offer(
  version: Stored<ArtifactVersion>,
  world: ArtifactVersionWorld,
  context: StepContext,
): Promise<Outcome | undefined> {
  const { artifact } = world;
  if (artifact === undefined || artifact === 'missing') return done;
  const { name } = version.metadata;
  try {
    const recipe = await shelveBundle(version, artifact, world);
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
  return world.shelf.get(name)?.item.image === undefined ? undefined : again(rememberedMs);
}

async function verdictOf(
  version: Stored<ArtifactVersion>,
  artifact: Artifact,
  recipe: BundleRecipe,
  world: ArtifactVersionWorld,
): Promise<VersionReport> {
  const { name } = version.metadata;
  const { bundle, image, imageProblem } = world.shelf.get(name)?.item ?? {};
  const names = { name: bundle?.packageName ?? '', version: bundle?.csv.metadata.name ?? '' };
  const tag = await tagVerdict(recipe, world);
  const problem = world.shelf.problemOf(name);
  if (problem !== undefined) return { phase: 'Failed', reason: 'GraphInvalid', message: problem, names, tag };
  const rules = recipe.ownImages === undefined ? [] : ruleProblems(recipe.ownImages);
  const large = imageProblem === undefined ? [] : [imageProblem];
  const message = [...keptTags(artifact.spec.tagPatterns ?? [], []).problems, ...rules, ...large].join('; ');
  const images = imagesVerdict(image, imageProblem);
  return { phase: 'Present', reason: 'Success', message, names, tag, images };
}

/** It names the image that engines unpack, which the registry keeps as long as an object does. */
function imagesVerdict(image: string | undefined, problem: string | undefined): NonNullable<VersionReport['images']> {
  if (image === undefined) return { status: 'True', reason: 'Sent', message: '' };
  if (problem !== undefined) return { status: 'False', reason: 'RegistryRefused', message: problem };
  return { status: 'True', reason: 'Unpacked', message: `engines unpack ${image}` };
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
      return {
        phase: 'Failed',
        reason: error.reason === 'PullSecretInvalid' ? error.reason : 'RegistryRefused',
        message,
        outcome: again(missingRetryMs),
      };
    default:
      return { phase: 'Pending', reason: 'RegistryUnavailable', message, outcome: again(registryRetryMs) };
  }
}
