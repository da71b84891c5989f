import type { ArtifactVersion } from '@violet/api';
import { keptTags } from './kept-tags.ts';
import type { VersionReport } from './report.ts';
import type { ArtifactVersionWorld } from './world.ts';

/** What keeps a version from being offered before its bundle is looked at. */
export function obstacleOf(
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
