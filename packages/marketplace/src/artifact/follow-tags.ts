import type { Artifact } from '@violet/api';
import { again, completeConditions, done, type Outcome, type StepContext, type Verdict } from '@violet/controller';
import { isFailure, type Stored } from '@violet/machinery';
import { rememberedMs } from '../artifact-version/tag-memory.ts';
import { followedTags } from './followed-tags.ts';
import type { ArtifactWorld } from './world.ts';

const conditionType = 'TagsFollowed';
const registryRetryMs = 10_000;

/** The newest tags that the patterns ask for become versions, and go when others have taken their place. */
export async function followTags(
  artifact: Stored<Artifact>,
  world: ArtifactWorld,
  context: StepContext,
): Promise<Outcome | undefined> {
  const { spec, status } = artifact;
  const hasPatterns = (spec.tagPatterns ?? []).length > 0;
  if (!spec.present || spec.type !== 'bundle') return undefined;
  // Where there never were any, nobody asks how they are.
  if (!hasPatterns && status?.conditions === undefined) return undefined;
  try {
    const { create, remove, problems } = followedTags(artifact, hasPatterns ? await world.tags() : [], world.versions);
    for (const version of remove) await world.remove(version);
    for (const tag of create) await world.create(tag);
    tell(artifact, verdictOf(hasPatterns, problems), context);
    return undefined;
  } catch (error) {
    if (!isFailure(error)) throw error;
    // A repository that cannot be one, or versions that cannot be stored: asking again would not help.
    if (error.code === 'Invalid') {
      tell(artifact, { status: 'False', reason: 'SpecInvalid', message: error.message }, context);
      return done;
    }
    tell(artifact, { status: 'Unknown', reason: 'RegistryUnavailable', message: error.message }, context);
    return again(registryRetryMs);
  }
}

/** Registries that do not tell of changes are asked now and then. */
export const lookAtTagsAgain = ({ spec }: Artifact): Outcome | undefined =>
  (spec.tagPatterns ?? []).length > 0 && spec.present ? again(rememberedMs) : undefined;

type TagVerdict = Pick<Verdict, 'status' | 'reason' | 'message'>;

function verdictOf(hasPatterns: boolean, problems: readonly string[]): TagVerdict {
  if (!hasPatterns) return { status: 'False', reason: 'NoTagPatterns', message: 'spec.tagPatterns is empty' };
  if (problems.length === 0) return { status: 'True', reason: 'Followed', message: '' };
  const message = `${problems.join('; ')}. Correct spec.tagPatterns; the others are followed`;
  return { status: 'False', reason: 'TagPatternsInvalid', message };
}

function tell(artifact: Stored<Artifact>, verdict: TagVerdict, { now }: StepContext): void {
  const { status, metadata } = artifact;
  const unknown = { reason: 'NotAsked', message: '' };
  const verdicts = [{ type: conditionType, ...verdict }];
  const { conditions } = status ?? {};
  artifact.status = {
    ...status,
    conditions: completeConditions(conditions, [conditionType], unknown, verdicts, now(), metadata.generation),
  };
}
