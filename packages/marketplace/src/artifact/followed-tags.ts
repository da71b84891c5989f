import { type Artifact, type ArtifactVersion, artifactVersionName, labels } from '@violet/api';
import { dnsSubdomainProblems, type Stored } from '@violet/machinery';
import { keptTags } from '../artifact-version/kept-tags.ts';

/** On the versions that tag patterns have made: these go again, what others wrote down stays. */
export const madeByPatterns = 'marketplace';

/** More versions than this would be asked for by mistake. */
const mostVersions = 100;

export interface FollowedTags {
  /** Tags that become versions. */
  create: string[];
  /** Versions whose tag no pattern asks for any more. */
  remove: Stored<ArtifactVersion>[];
  problems: string[];
}

/** What `tagPatterns` make of the tags that the repository has. */
export function followedTags(
  { metadata, spec }: Stored<Artifact>,
  tags: readonly string[],
  versions: readonly Stored<ArtifactVersion>[],
): FollowedTags {
  const patterns = (spec.tagPatterns ?? []).map((pattern) => ({
    ...pattern,
    maxQuantity: Math.min(pattern.maxQuantity, mostVersions),
  }));
  const { kept, problems } = keptTags(
    patterns,
    tags.filter((tag) => !belongsToAnother(tag)),
  );
  const unnamed = [...kept].filter((tag) => !canBeNamed(metadata.name, tag));
  const there = new Set(versions.map((version) => version.spec.tag));
  return {
    create: [...kept].filter((tag) => !there.has(tag) && !unnamed.includes(tag)),
    remove: versions.filter((version) => isMade(version) && !kept.has(version.spec.tag)),
    problems: [...problems, ...unnamed.map((tag) => `tag ${tag} cannot be the name of an ArtifactVersion`)],
  };
}

/** What refers to a manifest, where the registry cannot list that, and its signatures: `sha256-<digits>`, with or without a suffix. */
function belongsToAnother(tag: string): boolean {
  return /^sha(256|512)-[0-9a-f]{64}/.test(tag);
}

function isMade({ metadata }: ArtifactVersion): boolean {
  return metadata.labels?.[labels.managedBy] === madeByPatterns;
}

/** Tags may have capitals and underscores. */
function canBeNamed(artifact: string, tag: string): boolean {
  return dnsSubdomainProblems(artifactVersionName(artifact, tag)).length === 0;
}
